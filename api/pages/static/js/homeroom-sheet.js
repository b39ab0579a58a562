// The homeroom teacher's sheet: each value is a draft on the server as soon as it is typed; what is not there yet waits.

import {api} from "./api.js";

const form = document.getElementById("sheet");
const saving = document.getElementById("saving");
const vi = document.documentElement.lang === "vi";
const waiting = new Map();
let sending = false;

const words = vi
  ? {draft: "nháp", saving: "đang lưu…", saved: "Đã lưu nháp.", offline: (n) => `Mất kết nối. ${n} ô đang chờ, sẽ tự gửi khi có mạng.`}
  : {draft: "draft", saving: "saving…", saved: "Drafts are saved.", offline: (n) => `The line is down. ${n} cells wait and will be sent.`};

function tell(field, text, wrong = false) {
  if (wrong) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  field.closest("td").querySelector(".state").textContent = text;
}

/** Sends what waits, a field's last value only; what came meanwhile goes next. */
async function send() {
  if (sending || !waiting.size) return;
  sending = true;
  const batch = new Map(waiting);
  const cells = [...batch].map(([field, value]) => ({
    report_id: field.closest("tr").dataset.report, place: field.dataset.place, value,
  }));
  try {
    const saved = await api("PUT", form.dataset.sheet, {cells});
    for (const [field, value] of batch) {
      if (waiting.get(field) === value) waiting.delete(field);
      const number = field.name.split(":")[0];
      const refused = saved.refused.find((each) => String(each.number) === number && each.place === field.dataset.place);
      tell(field, refused ? refused.message : value ? words.draft : "", Boolean(refused));
    }
    const faults = saved.refused.map((each) => each.message);
    saving.textContent = waiting.size ? words.saving : faults.join(" ") || words.saved;
  } catch (error) {
    if (!error.offline) waiting.clear();
    saving.textContent = error.offline ? words.offline(waiting.size) : error.message;
    if (error.offline) setTimeout(send, 5000);
  } finally {
    sending = false;
  }
  if (waiting.size && saving.textContent === words.saving) send();
}

if (form) {
  form.addEventListener("change", (event) => {
    if (!event.target.dataset.place) return;
    waiting.set(event.target, event.target.value);
    tell(event.target, words.saving);
    send();
  });
  addEventListener("online", send);
  addEventListener("beforeunload", (event) => {
    if (waiting.size) event.preventDefault();
  });
}
