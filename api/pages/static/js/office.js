// The clerk's pages: which classes are ticked, and a batch that is followed while it runs.

import {api} from "./api.js";

const EVERY_MS = 1000;

/** A button with `data-needs="lop"` waits for a ticked box of that name; `data-chosen` names what is ticked. */
for (const button of document.querySelectorAll("[data-needs]")) {
  const boxes = [...button.form.querySelectorAll(`input[name=${button.dataset.needs}]`)];
  const told = button.form.querySelector(`[data-chosen=${button.dataset.needs}]`);
  const look = () => {
    const ticked = boxes.filter((box) => box.checked);
    button.disabled = ticked.length === 0;
    if (told) told.textContent = ticked.map((box) => box.value).join(", ");
  };
  button.form.addEventListener("change", look);
  look();
}

const count = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ".");

/** Bars and numbers as the server tells them; once nobody works on the batch, the page as it is then. */
async function follow(place) {
  const batch = await api("GET", `/batches/${place.dataset.batch}`).catch(() => null);
  if (batch && !batch.running) return location.reload();
  if (batch) {
    place.querySelector("[data-count]").textContent = `${count(batch.done)}/${count(batch.total)}`;
    place.querySelector("progress").value = batch.done;
    for (const share of batch.classes) {
      const cell = place.querySelector(`[data-class="${share.class_code}"]`);
      if (!cell) continue;
      cell.querySelector("progress").value = share.done;
      cell.querySelector(".count").textContent = `${share.done}/${share.total}`;
    }
  }
  setTimeout(follow, EVERY_MS, place);
}

const running = document.querySelector("[data-batch]");
if (running) setTimeout(follow, EVERY_MS, running);
