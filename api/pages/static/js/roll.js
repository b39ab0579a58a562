// The roll call: counts who is absent, and gets the call through a line that drops, once.

import {api} from "./api.js";

const form = document.getElementById("roll");
const count = document.getElementById("count");
const vi = document.documentElement.lang === "vi";

const choices = () => [...form.querySelectorAll('input[type="radio"]:checked')].filter((one) => !one.closest("fieldset").disabled);
const absent = () => choices().filter((one) => one.value !== "PRESENT");

function recount() {
  const total = form.querySelectorAll("li").length;
  count.textContent = vi ? `vắng ${absent().length}/${total}` : `absent ${absent().length}/${total}`;
}

/** What the form says, as the API takes it. */
function call() {
  const {class: code, day, half} = form.dataset;
  const named = absent().map((one) => {
    const row = one.closest("li");
    const note = row.querySelector(".why").value.trim();
    return {report_id: row.dataset.report, permitted: one.value === "PERMITTED", note: note || null};
  });
  return {class_code: code, day, half, absent: named};
}

/** The same call under the same key until there is an answer: a lost one records nothing twice. */
async function send(body, key) {
  for (;;) {
    try {
      return await api("POST", "/roll/calls", body, {key});
    } catch (error) {
      if (!error.offline) throw error;
      count.textContent = vi ? "Mất kết nối. Điểm danh đang chờ, sẽ tự gửi khi có mạng." : "The line is down. The call waits and will be sent.";
      await new Promise((done) => {
        setTimeout(done, 5000);
        addEventListener("online", done, {once: true});
      });
    }
  }
}

if (form && count) {
  form.addEventListener("change", recount);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector(".dock button");
    button.disabled = true;
    try {
      await send(call(), form.elements.lenh.value);
      location.assign(`?ngay=${form.dataset.day}&buoi=${form.dataset.half}`);
    } catch (error) {
      count.textContent = error.message;
      button.disabled = false;
    }
  });
}
