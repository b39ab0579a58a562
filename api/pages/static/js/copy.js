// A text goes into the clipboard with one press; where the browser has none, it is there to be marked.

for (const button of document.querySelectorAll("[data-copies]")) {
  if (!navigator.clipboard) continue;
  button.classList.remove("hidden");
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copies);
    await navigator.clipboard.writeText(text.value);
    const told = document.getElementById("copied");
    told.textContent = told.dataset.done;
  });
}
