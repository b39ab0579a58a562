// The homeroom teacher's sheet: each value becomes a draft on the server as it is typed; what is not there yet waits.

import {offerPhrases} from "./phrases.js";
import {Waiting} from "./waiting.js";

const form = document.getElementById("sheet");
const line = document.getElementById("saving");
const vi = document.documentElement.lang === "vi";
const waiting = new Waiting(form.dataset.sheet, form.dataset.keep, form.dataset.key);

const fieldAt = ({report_id, place}) => form.querySelector(`tr[data-report="${report_id}"] [data-place="${place}"]`);

function tell(field, text, wrong = false) {
  if (!field) return;
  if (wrong) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  field.closest("td").querySelector(".state").textContent = text;
}

form.addEventListener("input", ({target}) => {
  if (!target.dataset.place) return;
  waiting.put({report_id: target.closest("tr").dataset.report, place: target.dataset.place, value: target.value, quick: false});
  tell(target, vi ? "đang lưu…" : "saving…");
});

waiting.addEventListener("saved", ({detail: {batch, saved}}) => {
  for (const entry of batch) tell(fieldAt(entry), entry.value.trim() ? (vi ? "nháp" : "draft") : "");
  for (const {number, place, message} of saved.refused) {
    tell(form.querySelector(`[name="${number}:${place}"]`), message, true);
  }
  line.textContent = saved.refused.map((each) => each.message).join(" ") || (vi ? "Đã lưu nháp." : "Drafts are saved.");
});

waiting.addEventListener("offline", ({detail: {count}}) => {
  line.textContent = vi
    ? `Mất kết nối. ${count} ô đang chờ, sẽ tự gửi khi có mạng.`
    : `The line is down. ${count} cells wait and will be sent.`;
});

waiting.addEventListener("stale", ({detail: {count}}) => {
  line.textContent = vi
    ? `Phiên đăng nhập đã đổi. ${count} ô đang chờ được giữ lại; hãy tải lại trang.`
    : `You have signed in anew. ${count} cells wait and are kept; load the page again.`;
});

waiting.addEventListener("refused", ({detail: {batch, error}}) => {
  for (const entry of batch) tell(fieldAt(entry), error.message, true);
  line.textContent = error.message;
});

form.querySelectorAll("textarea").forEach(offerPhrases);
for (const entry of await waiting.resume()) {
  const field = fieldAt(entry);
  if (field) field.value = entry.value;
}
