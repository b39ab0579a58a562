// The assignment sheet is handed in: first what it would change, then, on a second press, for good.

import {api, newKey} from "./api.js";
import {dayOf} from "./days.js";

const by = (id) => document.getElementById(id);
const [file, since, look, record, found] = ["tep", "tu", "look", "record", "found"].map(by);
let key = newKey();

const tell = (text, lines = [], kind = "") => {
  found.className = text ? `note ${kind}` : "";
  found.textContent = text;
  if (!lines.length) return;
  const list = document.createElement("ul");
  for (const line of lines) list.append(Object.assign(document.createElement("li"), {textContent: line}));
  found.append(list);
};

const body = async () => {
  const bytes = new Uint8Array(await file.files[0].arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return {workbook: btoa(text), since: dayOf(since)};
};

const send = async (dry) => {
  if (dayOf(since) === undefined) return since.focus();
  try {
    return await api("POST", `/year/assignments/sheet${dry ? "?dry_run=true" : ""}`, await body(), {key});
  } catch (error) {
    const faults = error.body?.errors?.map((fault) => fault.message) ?? [];
    tell(faults.length ? found.dataset.faults : error.message, faults, "bad");
    return null;
  }
};

file.addEventListener("change", () => {
  look.disabled = !file.files.length;
  record.hidden = true;
  key = newKey();
  tell("");
});

look.addEventListener("click", async () => {
  const answer = await send(true);
  if (!answer) return;
  const count = answer.entries.length;
  record.hidden = !count;
  tell(count ? `${count} ${found.dataset.some}` : found.dataset.none);
});

record.addEventListener("click", async () => {
  record.disabled = true;
  const answer = await send(false);
  record.disabled = false;
  if (!answer) return;
  record.hidden = true;
  tell(found.dataset.done, [], "good");
  setTimeout(() => location.reload(), 800);
});
