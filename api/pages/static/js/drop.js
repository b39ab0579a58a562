// A report is dropped on the form, or chosen; without this module choosing works all the same.

import "./files.js";

const BYTES_MAX = 8 * 1024 * 1024;

for (const form of document.querySelectorAll("form.drop")) {
  const input = form.querySelector("input[type=file]");
  const complaint = form.querySelector(".complaint");

  const fits = () => {
    const tooLong = (input.files[0]?.size ?? 0) > BYTES_MAX;
    complaint.textContent = tooLong ? form.dataset.tooLong : "";
    return !tooLong;
  };
  input.addEventListener("change", fits);
  form.addEventListener("submit", (event) => {
    if (!fits()) event.preventDefault();
  });
  for (const kind of ["dragenter", "dragover"]) {
    form.addEventListener(kind, (event) => {
      event.preventDefault();
      form.classList.add("over");
    });
  }
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    if (fits()) form.requestSubmit();
  });
}
