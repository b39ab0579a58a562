// What every page of a workplace does with scripts: dialogs open and close, a form is sent once.

import "./files.js";

/** `<button data-opens="id">` opens `<dialog id>`; `<button data-closes>` closes the one it stands in; `data-prints` prints the page. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  if (event.target.closest("[data-prints]")) window.print();
});

/** A second press while the first is under way sends nothing. */
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method === "dialog") return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

/** Where a row of links is wider than a telephone, the one of this page is in sight. */
const showHere = () => {
  for (const here of document.querySelectorAll(".tabs [aria-current], .menu [aria-current]")) {
    const [own, row] = [here, here.parentElement].map((element) => element.getBoundingClientRect());
    here.parentElement.scrollBy(own.x + own.width / 2 - row.x - row.width / 2, 0);
  }
};
showHere();
window.addEventListener("resize", showHere);
