// What could not be sent yet, kept in this browser until it is: enciphered (AES-256-GCM) under a key that only its owner's
// pages bring along. Without a secure context (https, or this very computer) nothing is kept, and `safe` is false.
//
// Each window keeps its own, under a lock that it holds for as long as it lives; what one has left behind that is there no
// more, the next window takes over. So two windows of one person never write over each other's.

const subtle = globalThis.crypto?.subtle;
const GONE_MS = 500; // A window that was closed a moment ago may still be letting go.

export class Kept {
  #sheet;
  #name;
  #key;
  #last = Promise.resolve();

  constructor(name, key) {
    this.#sheet = `hocba.${name}.`;
    this.#name = subtle && this.#sheet + crypto.randomUUID();
    const bytes = Uint8Array.from(atob(key), (letter) => letter.charCodeAt(0));
    this.#key = subtle?.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
    if (subtle) navigator.locks.request(this.#name, () => new Promise(() => {}));
  }

  get safe() {
    return Boolean(subtle);
  }

  /** What windows of this sheet that are gone have left; it is this one's from now on. */
  async load() {
    const found = [];
    for (const name of Object.keys(localStorage).filter((each) => subtle && each.startsWith(this.#sheet))) {
      if (name === this.#name) continue;
      const take = async () => {
        found.push(...(await this.#open(name)));
        await this.store(found);
        localStorage.removeItem(name);
      };
      await navigator.locks.request(name, {signal: AbortSignal.timeout(GONE_MS)}, take).catch(() => {});
    }
    return found;
  }

  /** What lies there; an empty list where there is nothing, or nothing that this key opens. */
  async #open(name) {
    try {
      const bytes = Uint8Array.from(atob(localStorage.getItem(name)), (letter) => letter.charCodeAt(0));
      const plain = await subtle.decrypt({name: "AES-GCM", iv: bytes.slice(0, 12)}, await this.#key, bytes.slice(12));
      return JSON.parse(new TextDecoder().decode(plain));
    } catch {
      return [];
    }
  }

  /** Puts these there, one call after the other; an empty list takes everything away. */
  store(entries) {
    this.#last = this.#last.then(async () => {
      if (!subtle) return;
      if (!entries.length) return localStorage.removeItem(this.#name);
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const plain = new TextEncoder().encode(JSON.stringify(entries));
      const cipher = new Uint8Array(await subtle.encrypt({name: "AES-GCM", iv}, await this.#key, plain));
      let text = "";
      for (const byte of [...iv, ...cipher]) text += String.fromCharCode(byte);
      localStorage.setItem(this.#name, btoa(text));
    });
    return this.#last;
  }
}
