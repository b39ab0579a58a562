// Many acts of one press, one after the other: each is a command of its own, and says itself what came of it.

import {newKey} from "./api.js";

const vi = document.documentElement.lang === "vi";

/** The words in the page's language. */
export const t = (inVietnamese, inEnglish) => (vi ? inVietnamese : inEnglish);

/**
 * Do `act(item, key)` for each: `say(index)` before it, `done(item, answer, error)` with what came of it. A refusal keeps
 * no other back; a line that is down, or a server that cannot, ends it. Returns how many were done.
 */
export async function each(items, act, done, say) {
  let count = 0;
  for (const [index, item] of items.entries()) {
    say(index);
    try {
      done(item, await act(item, newKey()), null);
      count += 1;
    } catch (error) {
      done(item, null, error);
      if (!error.refused) break;
    }
  }
  return count;
}

/** `#all` ticks every box of this name; the buttons say how many are ticked. */
export function ticking(form, name, counted) {
  const boxes = () => [...form.querySelectorAll(`input[name=${name}]`)].filter((box) => !box.disabled);
  const all = form.querySelector("#all");
  const show = () => {
    const ticked = boxes().filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes().length;
    all.indeterminate = ticked > 0 && !all.checked;
    counted(ticked);
  };
  all.closest(".all").classList.remove("hidden");
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
    show();
  });
  form.addEventListener("change", show);
  show();
  return () => boxes().filter((box) => box.checked);
}
