// What could not be sent yet, kept in this browser until it is: enciphered (AES-256-GCM) under a key that only its owner's
// pages bring along. Without a secure context (https, or this very computer) nothing is kept, and `safe` is false.

const subtle = globalThis.crypto?.subtle;

export class Kept {
  #name;
  #key;
  #last = Promise.resolve();

  constructor(name, key) {
    this.#name = `hocba.${name}`;
    const bytes = Uint8Array.from(atob(key), (letter) => letter.charCodeAt(0));
    this.#key = subtle?.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  }

  get safe() {
    return Boolean(subtle);
  }

  /** What was put there last; an empty list where there is nothing, or nothing that this key opens. */
  async load() {
    const text = subtle && localStorage.getItem(this.#name);
    if (!text) return [];
    try {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
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
