// Signing a class: some reports at a time, so that the page tells how far it is and what came of each.

import {api, newKey, unnumbered} from "./api.js";

const AT_ONCE = 5;
const form = document.getElementById("sign");
const vi = document.documentElement.lang === "vi";

async function sign(rows, progress) {
  const [bar, told] = progress.children;
  let done = 0;
  let refused = 0;
  for (let start = 0; start < rows.length; start += AT_ONCE) {
    const some = rows.slice(start, start + AT_ONCE);
    const reports = some.map((row) => row.dataset.report);
    let answer;
    try {
      answer = await api("POST", "/signing/sign", {stage: "HOMEROOM", reports}, {key: newKey()});
    } catch (error) {
      if (error.status !== 409 && error.status !== 422 && error.status !== 403) throw error;
      answer = {refused: reports.map((report_id) => ({report_id, message: error.message}))};
    }
    for (const row of some) {
      const why = answer.refused.find((each) => each.report_id === row.dataset.report);
      row.querySelector(".result").textContent = why ? unnumbered(why.message) : vi ? "đã ký" : "signed";
      if (why) refused += 1;
      else done += 1;
    }
    bar.value = done + refused;
    told.textContent = vi ? `Đã ký ${done}/${rows.length}` : `${done} of ${rows.length} signed`;
  }
  return refused;
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const rows = [...form.querySelectorAll("tr[data-report]")];
  const progress = document.getElementById("progress");
  const button = form.querySelector(":scope > button");
  progress.hidden = false;
  button.disabled = true;
  form.querySelector("table").closest("details").open = true;
  try {
    if ((await sign(rows, progress)) === 0) location.reload();
  } catch (error) {
    progress.querySelector("span").textContent += vi
      ? ` – ${error.message} Bấm Tiếp tục để ký phần còn lại; không học bạ nào bị ký hai lần.`
      : ` – ${error.message} Press Go on for the rest; nothing is signed twice.`;
    button.textContent = vi ? "Tiếp tục" : "Go on";
    button.disabled = false;
  }
});
