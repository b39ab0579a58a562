// Pages that open in a dialog of the page they are linked from, and forms that are sent until an answer comes.
//
// `<a data-dialog="#preview" href="…">` fetches its page and shows that part of it. Without scripts it is a page.
// `<form data-retries="/lop/8A">` is sent again when the line drops, under the same command's id, so nothing is done
// twice; then it leads there.

const vi = document.documentElement.lang === "vi";
const AGAIN_MS = [1000, 2000, 4000, 8000, 15000];

/** Opens what a link leads to; gives the dialog, or null where the page was left for it. */
export async function openLinked(link, address = link.href) {
  let page;
  try {
    const answer = await fetch(address, {credentials: "same-origin"});
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return told(vi ? "Mất kết nối. Hãy thử lại khi có mạng." : "The line is down. Try again when it is back.");
  }
  const part = page.querySelector(link.dataset.dialog);
  if (part) return shown(document.importNode(part, true));
  const fault = page.querySelector("[role=alert]");
  if (fault) return told(fault.textContent.trim());
  location.assign(address); // signed out, most likely
  return null;
}

function shown(part) {
  const dialog = document.createElement("dialog");
  dialog.append(part);
  dialog.setAttribute("aria-label", part.querySelector("h2")?.textContent.trim() ?? "");
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

function told(text) {
  const part = document.createElement("section");
  part.innerHTML = '<p role="alert"></p><button type="button" data-closes autofocus></button>';
  part.firstChild.textContent = text;
  part.lastChild.textContent = vi ? "Đóng" : "Close";
  return shown(part);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (link && !event.defaultPrevented && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    openLinked(link);
  }
  const closes = event.target.closest("dialog a[data-closes], a[data-opens]");
  if (closes) event.preventDefault(); // shell.js opens and closes
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("retries" in form.dataset)) return;
  event.preventDefault();
  const buttons = [...form.querySelectorAll("button")];
  for (const button of buttons) button.disabled = true;
  const said = form.querySelector("[role=status]") ?? form.appendChild(document.createElement("p"));
  said.setAttribute("role", "status");
  for (let turn = 0; ; turn += 1) {
    try {
      const answer = await fetch(form.action, {method: "POST", body: new FormData(form), redirect: "manual", credentials: "same-origin"});
      if (answer.type === "opaqueredirect") return location.assign(form.dataset.retries);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      said.textContent = page.querySelector("[role=alert]")?.textContent.trim() ?? answer.statusText;
      said.className = "note bad";
      break;
    } catch {
      said.textContent = vi ? "Mất kết nối. Đang gửi lại…" : "The line is down. Sending again…";
      said.className = "note warn";
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS[Math.min(turn, AGAIN_MS.length - 1)]));
    }
  }
  for (const button of buttons) button.disabled = false;
});
