// Many reports signed in one press: each place with `data-sign`, the body of its command, is signed by itself through the
// API, so that the page tells how far it is and what came of each. Pressed again after a stop, who is signed is passed over.

import {api, unnumbered} from "./api.js";
import {each, t, ticking} from "./many.js";

/** So few that their list is shown unasked. */
const OPEN_MAX = 3;
const form = document.getElementById("sign");
const act = document.getElementById("act");
const told = document.getElementById("told");
const bar = document.getElementById("signed");
/** What is in the way is asked first, and again after each: the places come with no count of what can be signed. */
const asks = form?.hasAttribute("data-asks");
const places = [...document.querySelectorAll("[data-sign]")];
const asked = (place) => JSON.parse(place.dataset.sign);
const ready = (some) => some.reduce((all, place) => all + Number(place.dataset.ready ?? 0), 0);

/** One chip for the class, and pupil by pupil what is in the way. */
async function check(place) {
  const found = await api("GET", `/signing/check?${new URLSearchParams(asked(place))}`);
  const barred = found.filter((one) => one.obstacles.length);
  const signed = found.filter((one) => one.signed).length;
  const free = found.filter((one) => !one.signed && !one.obstacles.length).length;
  place.dataset.ready = free;
  const chip = document.createElement("span");
  chip.className = `chip ${barred.length ? "warn" : signed === found.length ? "good" : "info"}`;
  chip.textContent = t(`đã ký ${signed}/${found.length}, sẵn sàng ${free}`, `${signed}/${found.length} signed, ${free} ready`);
  place.querySelector(".state").replaceChildren(chip);
  const list = place.querySelector(".obstacles");
  list.hidden = !barred.length;
  list.open = barred.length > 0 && barred.length <= OPEN_MAX;
  list.querySelector("summary").textContent = t(`${barred.length} học sinh chưa ký được`, `${barred.length} pupils cannot be signed for yet`);
  list.querySelector("ul").replaceChildren(...barred.map((one) => {
    const entry = document.createElement("li");
    entry.textContent = `${one.number}. ${one.full_name}: ${one.obstacles.map((why) => unnumbered(why.message)).join(" ")}`;
    return entry;
  }));
}

async function sign(some) {
  const all = ready(some);
  let signed = 0;
  let stopped = null;
  const say = () => {
    told.textContent = t(`Đã ký ${signed}/${all} học bạ…`, `${signed} of ${all} reports are signed…`);
    Object.assign(bar, {hidden: false, max: all, value: signed});
  };
  await each(
    some,
    async (place, key) => {
      const taken = await api("POST", "/signing/sign", asked(place), {key});
      if (asks) await check(place).catch(() => {});
      return taken;
    },
    (place, taken, error) => {
      signed += taken?.done.length ?? 0;
      if (error && !error.refused) stopped = error;
      show(place, taken, error);
    },
    say,
  );
  say();
  if (!stopped && signed === all && form.hasAttribute("data-reload")) return location.reload();
  told.textContent = t(`Đã ký ${signed}/${all} học bạ.`, `${signed} of ${all} reports are signed.`);
  if (stopped) told.append(` ${stopped.message} ${t("Bấm lại để ký phần còn lại; không học bạ nào bị ký hai lần.", "Press again for the rest; nothing is signed twice.")}`);
}

/** What came of one place: report by report where they have rows, else how many, and who was not. */
function show(place, taken, error) {
  const rows = [...place.querySelectorAll("[data-report]")];
  for (const row of rows) {
    const why = error ?? taken.refused.find((one) => one.report_id === row.dataset.report);
    row.querySelector(".came").textContent = why ? unnumbered(why.message) : t("đã ký", "signed");
  }
  if (asks && !error) return;
  if (!error) place.dataset.ready = taken.refused.length;
  if (rows.length) return;
  const lines = error ? [error.message] : [
    t(`Đã ký ${taken.done.length} học bạ.`, `${taken.done.length} reports are signed.`),
    ...taken.refused.map((one) => one.message),
  ];
  const came = place.querySelector(".came");
  came.replaceChildren(...lines.map((line) => Object.assign(document.createElement("p"), {textContent: line})));
  const box = place.querySelector("input[type=checkbox]");
  if (box && !error) box.checked = !(box.disabled = true);
}

const count = (number) => {
  const amount = act.querySelector(".amount");
  if (amount) amount.textContent = number ? `(${number})` : "";
};

if (act && !act.disabled) {
  const ticked = form.querySelector("#all") ? ticking(form, "lop", count) : null;
  const chosen = () => ticked ? ticked().map((box) => box.closest("[data-sign]")) : places.filter((place) => Number(place.dataset.ready));
  const offer = () => {
    act.disabled = asks && !ready(places);
    if (ticked) form.dispatchEvent(new Event("change"));
    else count(ready(places));
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const some = chosen();
    if (!some.length) return void (told.textContent = t("Chưa chọn lớp nào.", "No class is ticked."));
    const names = some.map((place) => asked(place).class_code).join(", ");
    if (asks && !confirm(t(`Ký ${ready(some)} học bạ của ${some.length} lớp: ${names}?`, `Sign ${ready(some)} reports of ${some.length} classes: ${names}?`))) return;
    act.disabled = true;
    places[0].closest("details")?.setAttribute("open", "");
    await sign(some);
    offer();
  });
  if (asks) {
    act.disabled = true;
    act.closest(".toolbar").hidden = false;
    for (const [turn, place] of places.entries()) {
      told.textContent = t(`Đang kiểm tra ${turn + 1}/${places.length} lớp…`, `Checking class ${turn + 1} of ${places.length}…`);
      await check(place).catch((error) => (place.querySelector(".state").textContent = error.message));
      offer();
    }
    told.textContent = "";
  }
}
