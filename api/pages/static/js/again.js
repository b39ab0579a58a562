// While something runs in the server, its part of the page is asked for again and again.

const EVERY_MS = 700;

async function again() {
  try {
    const answer = await fetch(location.href, {credentials: "same-origin"});
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const state = page.getElementById("state");
    document.getElementById("state").replaceWith(state);
    if (state.dataset.running === undefined) return;
  } catch {
    // The line is down: the next round asks again.
  }
  setTimeout(again, EVERY_MS);
}

setTimeout(again, EVERY_MS);
