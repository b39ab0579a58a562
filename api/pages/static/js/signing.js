// Sign all my classes: what is in the way is asked class by class, then they are signed one after the other. Each class is
// one command; pressed again after a stop, who is signed is passed over, and nobody is signed twice.

import {api, newKey, unnumbered} from "./api.js";

/** So few that their list is shown unasked. */
const OPEN_MAX = 3;
const vi = document.documentElement.lang === "vi";
const button = document.getElementById("sign-all");
const said = document.getElementById("signing-said");
const items = [...document.querySelectorAll(".sign-list li[data-class]")].map((line) => ({
  line, code: line.dataset.class, subject: line.dataset.subject, ready: 0, total: 0, signed: 0, key: newKey(),
}));
const place = ({code, subject}) => ({class_code: code, stage: "SUBJECT", subject});
document.getElementById("signing").hidden = false;

function draw(item, obstacles) {
  const state = item.line.querySelector(".state");
  const text = vi ? `đã ký ${item.signed}/${item.total}, sẵn sàng ${item.ready}` : `${item.signed}/${item.total} signed, ${item.ready} ready`;
  const chip = document.createElement("span");
  chip.className = `chip ${obstacles.length ? "warn" : item.signed === item.total ? "good" : "info"}`;
  chip.textContent = text;
  state.replaceChildren(chip);
  const list = item.line.querySelector(".obstacles");
  list.hidden = !obstacles.length;
  list.open = obstacles.length > 0 && obstacles.length <= OPEN_MAX;
  list.querySelector("summary").textContent = vi ? `${obstacles.length} học sinh chưa ký được` : `${obstacles.length} pupils cannot be signed for yet`;
  list.querySelector("ul").replaceChildren(...obstacles.map((one) => {
    const entry = document.createElement("li");
    entry.textContent = `${one.number}. ${one.full_name}: ${one.obstacles.map((each) => unnumbered(each.message)).join(" ")}`;
    return entry;
  }));
}

async function check(item) {
  const found = await api("GET", `/signing/check?${new URLSearchParams(place(item))}`);
  item.total = found.length;
  item.signed = found.filter((one) => one.signed).length;
  item.ready = found.filter((one) => !one.signed && !one.obstacles.length).length;
  draw(item, found.filter((one) => one.obstacles.length));
}

function sum() {
  const ready = items.reduce((all, item) => all + item.ready, 0);
  document.getElementById("ready").textContent = ready || "";
  button.disabled = !ready;
}

async function asked() {
  for (const [turn, item] of items.entries()) {
    said.textContent = vi ? `Đang kiểm tra ${turn + 1}/${items.length} lớp…` : `Checking class ${turn + 1} of ${items.length}…`;
    await check(item).catch((error) => {
      item.line.querySelector(".state").textContent = error.message;
    });
    sum();
  }
  said.textContent = "";
}

button.addEventListener("click", async () => {
  button.disabled = true;
  const todo = items.filter((item) => item.ready);
  const all = todo.reduce((sum_, item) => sum_ + item.ready, 0);
  const question = vi ? `Ký ${all} học bạ của ${todo.length} lớp: ${todo.map((item) => item.code).join(", ")}?` : `Sign ${all} reports of ${todo.length} classes: ${todo.map((item) => item.code).join(", ")}?`;
  if (!confirm(question)) return sum();
  let done = 0;
  for (const item of todo) {
    said.textContent = vi ? `Đã ký ${done}/${all}. Đang ký lớp ${item.code}…` : `${done} of ${all} signed. Signing class ${item.code}…`;
    try {
      const taken = await api("POST", "/signing/sign", place(item), {key: item.key});
      done += taken.done.length;
      item.key = newKey();
    } catch (error) {
      said.textContent = error.offline
        ? vi ? `Đã ký ${done}/${all}. Mất kết nối; bấm Ký tất cả để ký phần còn lại, không học bạ nào bị ký hai lần.` : `${done} of ${all} signed. The line is down; press again for the rest, nobody is signed twice.`
        : error.message;
      break;
    }
    await check(item).catch(() => {});
    if (done === all) said.textContent = vi ? `Đã ký ${done} học bạ của ${todo.length} lớp.` : `${done} reports of ${todo.length} classes are signed.`;
  }
  sum();
});

await asked();
