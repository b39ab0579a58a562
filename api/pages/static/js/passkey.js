// Passkeys: the server asks, the browser answers with what the person's device signed. Without them the page shows none
// of it: blocks with data-passkey stay hidden.

const csrf = document.querySelector('meta[name="csrf"]')?.content ?? "";
const vietnamese = document.documentElement.lang === "vi";
const BROKEN = vietnamese
  ? "Máy này chưa xác nhận được. Hãy thử lại, hoặc dùng cách khác."
  : "This device has not confirmed it. Try again, or choose another way.";

async function send(path, body) {
  const headers = {"Content-Type": "application/json", "X-CSRF-Token": csrf};
  const answer = await fetch(path, {method: "POST", headers, body: JSON.stringify(body), credentials: "same-origin"});
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.detail ?? BROKEN);
  return told;
}

/** The block's address asks at `…/hoi` and takes the answer; data-makes: a new passkey instead of the use of one. */
async function run(block) {
  const {passkey, makes, next} = block.dataset;
  const password = block.querySelector("input[type=password]");
  const asked = await send(`${passkey}/hoi`, {tiep: next ?? "/viec", "mat-khau": password?.value});
  let made;
  try {
    made = makes
      ? await navigator.credentials.create({publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked)})
      : await navigator.credentials.get({publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked)});
  } catch {
    throw new Error(BROKEN);
  }
  const told = await send(passkey, made.toJSON());
  location.assign(told.next);
}

if (window.PublicKeyCredential?.parseCreationOptionsFromJSON) {
  for (const block of document.querySelectorAll("[data-passkey]")) {
    block.hidden = false;
    const button = block.querySelector("button");
    const note = block.querySelector("[role=alert]");
    const start = async (event) => {
      event.preventDefault();
      button.disabled = true;
      note.hidden = true;
      try {
        await run(block);
      } catch (error) {
        note.textContent = error.message;
        note.hidden = false;
        button.disabled = false;
        button.focus();
      }
    };
    if (block.tagName === "FORM") block.addEventListener("submit", start);
    else button.addEventListener("click", start);
  }
}
