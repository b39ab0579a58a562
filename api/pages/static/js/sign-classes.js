// Many classes signed in one press, class by class through the API, so that the page tells how far it is.

import {api} from "./api.js";
import {each, t, ticking} from "./many.js";

const form = document.getElementById("sign");
const act = document.getElementById("act");
const told = document.getElementById("told");
if (form && !act.disabled) {
  const ticked = ticking(form, "lop", (count) => {
    act.textContent = t(`Ký duyệt các lớp đã chọn (${count})`, `Sign the ticked classes (${count})`);
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = ticked();
    if (!chosen.length) return void (told.textContent = t("Chưa chọn lớp nào.", "No class is ticked."));
    act.disabled = true;
    let signed = 0;
    await each(
      chosen,
      (box, key) => api("POST", "/signing/sign", {class_code: box.value, stage: "HEAD"}, {key}),
      (box, answer, error) => {
        signed += answer?.done.length ?? 0;
        show(box, answer, error);
      },
      told,
    );
    told.textContent = t(`Đã ký ${signed} học bạ của ${chosen.length} lớp.`, `${signed} reports of ${chosen.length} classes are signed.`);
    act.disabled = false;
    form.dispatchEvent(new Event("change"));
  });
}

/** What came of one class, in its row: how many, and pupil by pupil who was not. */
function show(box, answer, error) {
  const place = box.closest("tr").querySelector(".standing");
  const lines = error ? [error.message] : [
    t(`Đã ký ${answer.done.length} học bạ.`, `${answer.done.length} reports are signed.`),
    ...answer.refused.map((one) => one.message),
  ];
  place.replaceChildren(...lines.map((line) => Object.assign(document.createElement("p"), {textContent: line})));
  if (!error) box.checked = !(box.disabled = true);
}
