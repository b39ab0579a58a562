// The inbox: many requests decided on in one press, each by itself through the API; without scripts the form does it.

import {api} from "./api.js";
import {each, t, ticking} from "./many.js";

const form = document.getElementById("decide");
if (form) {
  const [agree, disagree] = ["agree", "disagree"].map((id) => document.getElementById(id));
  const told = document.getElementById("told");
  const remark = document.getElementById("y_kien");
  const ticked = ticking(form, "chon", (count) => {
    agree.textContent = t(`Đồng ý và ký (${count})`, `Approve and sign (${count})`);
    disagree.textContent = t(`Không đồng ý (${count})`, `Refuse (${count})`);
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const refusing = event.submitter === disagree;
    const chosen = ticked();
    remark.setAttribute("aria-invalid", String(refusing && !remark.value.trim()));
    if (!chosen.length) return void (told.textContent = t("Chưa chọn đề nghị nào.", "No request is ticked."));
    if (refusing && !remark.value.trim()) {
      told.textContent = t("Không đồng ý phải nêu lí do: người đề nghị sẽ đọc lí do đó.", "A refusal needs its reason.");
      return remark.focus();
    }
    agree.disabled = disagree.disabled = true;
    const path = refusing ? "refuse" : "approve";
    const body = {remark: remark.value.trim() || null};
    const done = await each(
      chosen,
      (box, key) => api("POST", `/corrections/${box.value}/${path}`, body, {key}),
      (box, answer, error) => show(box, refusing, error),
      (index) => (told.textContent = t(`Đang ký ${index + 1}/${chosen.length}…`, `Signing ${index + 1} of ${chosen.length}…`)),
    );
    told.textContent = t(
      `${refusing ? "Không đồng ý" : "Đã đồng ý và ký"} ${done}/${chosen.length} đề nghị.`,
      `${refusing ? "Refused" : "Approved and signed"} ${done} of ${chosen.length}.`,
    );
    remark.value = "";
    agree.disabled = disagree.disabled = false;
    form.dispatchEvent(new Event("change"));
  });
}

/** What came of one request, where it stands; what is decided is not ticked again. */
function show(box, refusing, error) {
  const card = box.closest("article");
  const answer = card.querySelector(".answer");
  if (error) {
    answer.textContent = error.message;
    card.classList.add("failed");
    return;
  }
  answer.textContent = refusing ? t("Không đồng ý – đã ký.", "Refused, signed.") : t("Đã đồng ý và ký.", "Approved and signed.");
  card.classList.add(refusing ? "refused" : "approved");
  box.checked = false;
  box.disabled = true;
}
