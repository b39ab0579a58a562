// Which file was chosen, told before the browser's own button (ui.html's `file`); without scripts that button is seen.

document.addEventListener("change", ({target}) => {
  const told = target.parentElement?.querySelector("[data-none]");
  if (told && target.type === "file") told.textContent = [...target.files].map((file) => file.name).join(", ") || told.dataset.none;
});
