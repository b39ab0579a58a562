// The time slider: as it moves, the report as it stood takes the place of what is shown; arrows and Home, End move it, too.

const form = document.getElementById("slide");
const slider = document.getElementById("moc");
const number = document.getElementById("stop-number");
const stops = slider.dataset.stops.split(" ");
const WAIT_MS = 120;
let waiting;
let asked;

document.getElementById("go").hidden = true;

/** The page at a stop, of which only what depends on the stop is taken. */
async function show(index) {
  asked?.abort();
  asked = new AbortController();
  const address = `${form.getAttribute("action")}?tai=${stops[index]}`;
  try {
    const answer = await fetch(address, {signal: asked.signal, credentials: "same-origin"});
    if (!answer.ok || answer.redirected) return location.assign(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.getElementById("state").replaceChildren(...page.getElementById("state").childNodes);
    form.querySelector(".toolbar").replaceWith(page.querySelector("#slide .toolbar"));
    document.getElementById("go").hidden = true;
    history.replaceState(null, "", address);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

slider.addEventListener("input", () => {
  number.value = slider.value;
  clearTimeout(waiting);
  waiting = setTimeout(() => show(slider.value - 1), WAIT_MS);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  show(slider.value - 1);
});
