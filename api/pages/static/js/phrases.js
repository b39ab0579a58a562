// The person's own phrases, put into a comment by keyboard: Alt+↓ opens the list, typing narrows it, Enter puts one in.

import {api} from "./api.js";

const vi = document.documentElement.lang === "vi";
let known = null;

/** Lets a textarea open the list. */
export function offerPhrases(area) {
  area.setAttribute("aria-haspopup", "listbox");
  area.addEventListener("keydown", (event) => {
    if (event.altKey && event.key === "ArrowDown") {
      event.preventDefault();
      open(area);
    }
  });
}

function open(area) {
  const list = document.createElement("ul");
  list.className = "phrase-list";
  list.id = "phrase-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", vi ? "Câu mẫu" : "Phrases");
  const place = area.getBoundingClientRect();
  area.after(list);
  list.style.left = `${Math.max(8, Math.min(place.left, innerWidth - list.offsetWidth - 16))}px`;
  list.style.top = `${Math.min(place.bottom + 4, innerHeight - 250)}px`;
  let narrowed = "";
  let chosen = 0;
  let shown = [];

  const draw = () => {
    shown = (known ?? []).filter((phrase) => phrase.text.toLowerCase().includes(narrowed.toLowerCase()));
    chosen = Math.min(chosen, Math.max(shown.length - 1, 0));
    list.replaceChildren(...shown.map((phrase, turn) => item(phrase.text, turn)), tip());
    area.setAttribute("aria-activedescendant", shown.length ? `phrase-${chosen}` : "");
    list.children[chosen]?.scrollIntoView({block: "nearest"});
  };
  const item = (text, turn) => {
    const line = document.createElement("li");
    line.id = `phrase-${turn}`;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", String(turn === chosen));
    line.textContent = text;
    line.addEventListener("mousedown", (event) => {
      event.preventDefault();
      put(text);
    });
    return line;
  };
  const tip = () => {
    const line = document.createElement("li");
    line.className = "tip";
    line.setAttribute("role", "presentation");
    line.textContent = vi
      ? `${narrowed ? `Tìm: ${narrowed} · ` : ""}Enter chèn · Ctrl+Enter lưu nhận xét này làm câu mẫu · Esc đóng`
      : `${narrowed ? `Search: ${narrowed} · ` : ""}Enter inserts · Ctrl+Enter keeps this comment as a phrase · Esc closes`;
    return line;
  };
  const close = () => {
    list.remove();
    area.removeEventListener("keydown", keys, true);
    area.removeEventListener("blur", close);
    area.removeAttribute("aria-activedescendant");
  };
  const put = (text) => {
    const before = area.value.slice(0, area.selectionStart);
    area.setRangeText(`${before && !/\s$/.test(before) ? " " : ""}${text}`, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", {bubbles: true}));
    close();
  };
  const keys = async (event) => {
    event.stopImmediatePropagation();
    const key = event.key;
    if (key === "ArrowDown") chosen = Math.min(chosen + 1, shown.length - 1);
    else if (key === "ArrowUp") chosen = Math.max(chosen - 1, 0);
    else if (key === "Backspace") narrowed = narrowed.slice(0, -1);
    else if (key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      if (area.value.trim()) known = await api("POST", "/me/phrases", {text: area.value.trim()}).catch(() => known);
    } else if (key === "Enter" && shown.length) {
      event.preventDefault();
      return put(shown[chosen].text);
    } else if (key === "Escape" || key === "Tab") {
      event.preventDefault();
      return close();
    } else if (key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) narrowed += key;
    else return;
    event.preventDefault();
    draw();
  };
  area.addEventListener("keydown", keys, true);
  area.addEventListener("blur", close);
  draw();
  if (!known) {
    api("GET", "/me/phrases").then((phrases) => {
      known ??= phrases;
      draw();
    }, () => {});
  }
}
