// The gradebook as a sheet that is typed into. Values, averages and refusals are the server's; this moves and shows.

import {dayOf, typedDay} from "./days.js";
import {openLinked} from "./dialogs.js";
import {offerPhrases} from "./phrases.js";
import {Waiting} from "./waiting.js";

const vi = document.documentElement.lang === "vi";
const table = document.getElementById("sheet");
const {path, letters} = {path: table.dataset.path, letters: JSON.parse(table.dataset.letters)};
const columns = [...table.querySelectorAll("col")].map((col) => ({...col.dataset}));
const rows = [...table.tBodies[0].rows];
const byReport = new Map(rows.map((row) => [row.dataset.report, row]));
const byNumber = new Map(rows.map((row) => [Number(row.cells[0].textContent), row]));
const byPlace = new Map(columns.map((column, turn) => [column.place, turn]));
const waiting = new Waiting(`/drafts/${table.dataset.class}/${table.dataset.sheet}`, table.dataset.keep, table.dataset.key);
const STATES = ["draft", "waiting", "bad"];
const quick = document.getElementById("quick");
let here = null;

// ---- What is said of a cell.

const words = {
  draft: vi ? "bản nháp" : "draft", rec: vi ? "đã ghi sổ" : "recorded", asked: vi ? "đang đề nghị điều chỉnh" : "correction asked for",
  refused: "", closed: "", waiting: vi ? "chờ gửi" : "waiting to be sent", bad: vi ? "bị từ chối" : "refused",
};
const look = (cell) => ["bad", "waiting", "asked", "refused", "rec", "draft", "closed"].find((name) => cell.classList.contains(name)) ?? "";
const isRecorded = (cell) => ["rec", "asked", "refused"].includes(look(cell));
const isOpen = (cell) => Boolean(columns[cell.cellIndex]?.place) && !isRecorded(cell) && look(cell) !== "closed";

function tell() {
  const row = here.parentNode;
  const column = columns[here.cellIndex];
  const state = here.title || words[look(here)] || (vi ? "trống" : "blank");
  document.getElementById("cell").hidden = false;
  document.getElementById("cell-said").textContent =
    `${row.cells[0].textContent}. ${row.cells[1].textContent.trim()} · ${column.name}: ${here.textContent || "–"} · ${state}`;
  const correct = document.getElementById("correct");
  correct.hidden = !isRecorded(here);
  correct.href = `/dieu-chinh/${row.dataset.report}?o=${encodeURIComponent(column.place ?? "")}`;
  document.getElementById("explain").href = `/nhat-ky/hoc-ba/${row.dataset.report}/giai-thich?mon=${table.dataset.sheet}`;
  const day = document.getElementById("day");
  document.getElementById("day-label").hidden = column.kind !== "mark" || isRecorded(here);
  day.value = typedDay(column.day ?? "");
  day.removeAttribute("aria-invalid");
}

function mark(cell, state, text, title = "") {
  cell.classList.remove(...STATES);
  if (state) cell.classList.add(state);
  if (text !== undefined) cell.textContent = text;
  if (title) cell.title = title;
  else cell.removeAttribute("title");
  if (cell === here && !cell.querySelector(".editor")) tell();
}

const count = () => {
  document.getElementById("drafts").textContent = table.querySelectorAll("td.draft, td.waiting").length;
};

// ---- Moving.

const at = (row, column) => rows[row]?.cells[column];
const typed = (column) => columns[column]?.place;
function step(cell, down, right) {
  let row = rows.indexOf(cell.parentNode) + down;
  let column = cell.cellIndex;
  if (right) {
    do column += right;
    while (columns[column] && !columns[column].kind);
    if (!columns[column]?.kind) {
      column = right > 0 ? 2 : columns.length - 1;
      row += right;
    }
  }
  return at(row, column) ?? null;
}

function go(cell) {
  if (!cell) return false;
  here?.setAttribute("tabindex", "-1");
  here = cell;
  cell.setAttribute("tabindex", "0");
  cell.focus({preventScroll: true});
  cell.scrollIntoView({block: "nearest", inline: "nearest"});
  return true;
}

// ---- Typing.

function edit(cell, text) {
  if (!isOpen(cell)) return isRecorded(cell) && text !== null ? correct(cell, text) : undefined;
  const column = columns[cell.cellIndex];
  const before = cell.textContent;
  const area = document.createElement(column.kind === "comment" ? "textarea" : "input");
  area.className = "editor";
  area.maxLength = column.kind === "comment" ? 1000 : 16;
  area.autocomplete = "off";
  if (column.kind === "mark" && !column.keys) area.inputMode = "decimal";
  area.setAttribute("aria-label", `${cell.parentNode.cells[1].textContent.trim()}, ${column.name}`);
  area.value = text ?? before;
  cell.append(area);
  if (column.kind === "comment") offerPhrases(area);
  area.focus();
  if (text === null) area.select();
  let over = false;
  const end = (keep) => {
    if (over) return;
    over = true;
    const value = area.value;
    area.remove();
    if (keep && value.trim() !== before.trim()) put(cell, value);
    else if (cell === here) tell();
  };
  area.addEventListener("blur", () => end(true));
  area.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const comment = column.kind === "comment";
    const moves = {Enter: [event.shiftKey ? -1 : 1, 0], Tab: [0, event.shiftKey ? -1 : 1]};
    if (!comment && text !== null) Object.assign(moves, {ArrowDown: [1, 0], ArrowUp: [-1, 0]});
    event.stopPropagation();
    if (event.key === "Escape") {
      event.preventDefault();
      end(false);
      go(cell);
    } else if (moves[event.key] && !(comment && event.key === "Enter" && event.shiftKey)) {
      event.preventDefault();
      end(true);
      go(step(cell, ...moves[event.key]) ?? cell);
    }
  });
}

function put(cell, value) {
  mark(cell, value.trim() ? "waiting" : "", value.trim().normalize("NFC"));
  waiting.put({report_id: cell.parentNode.dataset.report, place: columns[cell.cellIndex].place, value: value.normalize("NFC"), quick: quick.checked});
  count();
}

/** Over a recorded value nothing is typed: the form for a correction opens, with what was typed. */
async function correct(cell, text) {
  const link = document.getElementById("correct");
  const dialog = await openLinked(link);
  const field = dialog?.querySelector("[data-value]");
  if (field && text) field.value = text;
  field?.focus();
  dialog?.addEventListener("close", () => go(cell));
}

const MOVES = {ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]};
table.addEventListener("keydown", (event) => {
  const cell = event.target.closest("td");
  if (!cell || cell !== here || event.target !== cell) return;
  const {key, ctrlKey, metaKey, altKey, shiftKey} = event;
  if (ctrlKey || metaKey) {
    const corner = {Home: at(0, 2), End: at(rows.length - 1, columns.length - 1)}[key];
    if (corner) {
      event.preventDefault();
      go(corner);
    }
    return;
  }
  const row = rows.indexOf(cell.parentNode);
  const to = {
    ...Object.fromEntries(Object.entries(MOVES).map(([name, by]) => [name, () => step(cell, ...by)])),
    Tab: () => step(cell, 0, shiftKey ? -1 : 1), Home: () => at(row, 2), End: () => at(row, columns.length - 1),
    PageDown: () => at(Math.min(row + 10, rows.length - 1), cell.cellIndex), PageUp: () => at(Math.max(row - 10, 0), cell.cellIndex),
  }[key];
  if (to && !altKey) {
    if (go(to())) event.preventDefault();
  } else if (key === "Escape") {
    document.querySelector("#cell .acts a:not([hidden])")?.focus();
  } else if (key === "F2" || key === "Enter") {
    event.preventDefault();
    edit(cell, null);
    if (isRecorded(cell)) correct(cell, "");
  } else if (key === "Delete" || key === "Backspace") {
    event.preventDefault();
    if (isOpen(cell) && cell.textContent) put(cell, "");
  } else if (key.length === 1 && !altKey) {
    const column = columns[cell.cellIndex];
    if (column.keys && column.keys.includes(key.toLowerCase()) && isOpen(cell)) {
      event.preventDefault(); // one key is the whole value
      put(cell, key);
      go(step(cell, 1, 0) ?? cell);
    } else if (isRecorded(cell)) {
      event.preventDefault();
      edit(cell, key);
    } else if (typed(cell.cellIndex)) edit(cell, ""); // the key itself goes into the editor
  }
});

table.addEventListener("click", (event) => {
  const cell = event.target.closest("tbody td");
  if (!cell || !columns[cell.cellIndex]?.kind || event.target !== cell) return;
  go(cell);
  if (matchMedia("(pointer: coarse)").matches && isOpen(cell)) edit(cell, null);
});
table.addEventListener("dblclick", (event) => {
  const cell = event.target.closest("tbody td");
  if (cell && event.target === cell && isOpen(cell)) edit(cell, null);
});
table.addEventListener("focusin", (event) => {
  if (event.target.matches("td")) {
    here = event.target;
    tell();
  }
});

// ---- Pasting: one value is typed; a table goes to the server, which finds each row's pupil.

table.addEventListener("paste", async (event) => {
  if (event.target !== here) return;
  event.preventDefault();
  const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
  if (!/[\t\n]/.test(text)) return edit(here, text);
  await waiting.flush().catch(() => {});
  const form = document.querySelector("#lists form");
  form.elements.bang.value = text;
  form.elements.cot.value = columns[here.cellIndex].place || columns.find((column) => column.place).place;
  form.elements.go_nhanh.checked = quick.checked;
  form.requestSubmit();
});

// ---- What the server says.

const letter = (text) => letters[text] ?? (/^[0-9.]+$/.test(text) ? text.replace("10.0", "10").replace(".", ",") : text);
const shownAs = (place, value) => (place.endsWith("/comment") ? value : letter(value));

function line(text) {
  const place = document.getElementById("line");
  place.hidden = !text;
  place.textContent = text;
}

waiting.addEventListener("saved", ({detail: {batch, saved}}) => {
  line("");
  const cells = new Map(batch.map((entry) => [`${entry.report_id} ${entry.place}`, entry]));
  const cellOf = (entry) => byReport.get(entry.report_id)?.cells[byPlace.get(entry.place)];
  for (const kept of saved.kept) {
    cells.delete(`${kept.report_id} ${kept.place}`);
    const cell = cellOf(kept);
    if (cell && !cell.querySelector(".editor")) mark(cell, "draft", shownAs(kept.place, kept.value), vi ? "Bản nháp" : "Draft");
  }
  for (const no of saved.refused) {
    const cell = byNumber.get(no.number)?.cells[byPlace.get(no.place)];
    if (!cell) continue;
    cells.delete(`${cell.parentNode.dataset.report} ${no.place}`);
    mark(cell, "bad", undefined, no.message);
    line(no.message);
  }
  for (const entry of cells.values()) {
    const cell = cellOf(entry);
    if (cell) mark(cell, entry.value.trim() ? "rec" : "", undefined);
  }
  for (const [report, results] of Object.entries(saved.provisional)) {
    columns.forEach((column, turn) => {
      if (column.kind === "result") byReport.get(report).cells[turn].textContent = letter(results[column.result] ?? "");
    });
  }
  count();
});

waiting.addEventListener("offline", ({detail}) => {
  line(vi
    ? `Mất kết nối. ${detail.count} ô đang chờ, sẽ tự gửi khi có mạng.`
    : `The line is down. ${detail.count} cells wait, and are sent when it is back.`);
});

waiting.addEventListener("stale", ({detail}) => {
  line(vi
    ? `Phiên đăng nhập đã đổi. ${detail.count} ô đang chờ được giữ lại; hãy tải lại trang.`
    : `You have signed in anew. ${detail.count} cells wait and are kept; load the page again.`);
});

waiting.addEventListener("refused", ({detail: {batch, error}}) => {
  line(error.message);
  for (const entry of batch) {
    const cell = byReport.get(entry.report_id)?.cells[byPlace.get(entry.place)];
    if (cell) mark(cell, "bad", undefined, error.message);
  }
});

// ---- The bar above, the bar below.

document.getElementById("day").addEventListener("change", ({target}) => {
  const column = columns[here.cellIndex];
  const day = dayOf(target);
  if (!day) return;
  column.day = day;
  waiting.putDay(column.place, day);
});

document.getElementById("record").addEventListener("click", async (event) => {
  event.preventDefault();
  const link = event.currentTarget;
  await waiting.flush().then(() => openLinked(link), () => {});
});

quick.checked = localStorage.getItem("hocba.quick") === "1";
quick.addEventListener("change", () => localStorage.setItem("hocba.quick", quick.checked ? "1" : "0"));

const column = document.getElementById("column");
column.form.querySelector("button").hidden = true; // shown at once
column.addEventListener("change", () => {
  for (const cell of table.querySelectorAll(".here")) cell.classList.remove("here");
  const turn = Number(column.value) + 2;
  for (const row of rows) row.cells[turn].classList.add("here");
  heads[turn]?.classList.add("here");
});

/** The heading cell of each column: in the upper row where it spans both, else in the lower one. */
const heads = (() => {
  const [upper, lower] = [...table.tHead.rows].map((row) => [...row.cells]);
  return upper.flatMap((head) => (head.colSpan > 1 || head.rowSpan === 1 ? lower.splice(0, head.colSpan) : [head]));
})();

// ---- Beginning.

table.setAttribute("role", "grid");
document.querySelector(".sheet").removeAttribute("tabindex");
for (const row of rows) for (const cell of [...row.cells].slice(2)) cell.tabIndex = -1;
document.getElementById("quick-label").hidden = [...columns].some((each) => each.keys);
const first = Number(column.value) + 2;
at(0, first)?.setAttribute("tabindex", "0");
here = at(0, first);
for (const entry of await waiting.resume()) {
  const cell = byReport.get(entry.report_id)?.cells[byPlace.get(entry.place)];
  if (cell && isOpen(cell)) mark(cell, entry.value.trim() ? "waiting" : "", entry.value);
}
count();
