// What was typed and has to reach the server: sent some moments later, again when the line is back, each value once.

import {api} from "./api.js";
import {Kept} from "./kept.js";

const PAUSE_MS = 400;
const AGAIN_MS = [2000, 4000, 8000, 15000, 30000];
const BATCH_MAX = 200;

export class Waiting extends EventTarget {
  #entries = new Map(); // "report place" → {report_id, place, value, quick}
  #days = {};
  #kept;
  #path;
  #timer = 0;
  #turn = 0;
  #sending = null;

  /** `path`: of the sheet's drafts; `name`, `key`: what stands for it in this browser. */
  constructor(path, name, key) {
    super();
    this.#path = path;
    this.#kept = new Kept(name, key);
    addEventListener("online", () => this.#soon(0));
    addEventListener("beforeunload", (event) => {
      if (this.size && !this.#kept.safe) event.preventDefault();
    });
  }

  get size() {
    return this.#entries.size;
  }

  /** What an earlier page could not send: told as entries, and sent now. */
  async resume() {
    // What was typed here meanwhile is newer.
    const older = (entry) => !this.#entries.has(`${entry.report_id} ${entry.place}`);
    const entries = (await this.#kept.load()).filter(older);
    for (const entry of entries) this.#entries.set(`${entry.report_id} ${entry.place}`, entry);
    if (entries.length) {
      this.#kept.store([...this.#entries.values()]);
      this.#soon(0);
    }
    return entries;
  }

  put(entry) {
    this.#entries.set(`${entry.report_id} ${entry.place}`, entry);
    this.#kept.store([...this.#entries.values()]);
    this.#soon(PAUSE_MS);
  }

  /** The day of a column's assessment. */
  putDay(place, day) {
    this.#days[place] = day;
    this.#soon(0);
  }

  /** Resolves once nothing waits any more; rejects where the line is down. */
  async flush() {
    while (this.size || Object.keys(this.#days).length) {
      await this.#send();
      if (this.#turn) throw new Error("offline");
    }
  }

  #soon(pause) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), pause);
  }

  #send() {
    this.#sending ??= this.#once().finally(() => {
      this.#sending = null;
    });
    return this.#sending;
  }

  async #once() {
    const first = this.#entries.values().next().value;
    const days = this.#days;
    if (!first && !Object.keys(days).length) return;
    const batch = [...this.#entries.values()].filter((entry) => entry.quick === first.quick).slice(0, BATCH_MAX);
    const cells = batch.map(({report_id, place, value}) => ({report_id, place, value}));
    try {
      const saved = await api("PUT", this.#path, {cells, quick: first?.quick ?? false, days});
      this.#days = {};
      this.#settled(batch);
      this.#turn = 0;
      this.#tell("saved", {batch, saved});
    } catch (error) {
      if (error.status === 0 || error.status >= 500) {
        this.#tell("offline", {count: this.size});
        this.#soon(AGAIN_MS[Math.min(this.#turn, AGAIN_MS.length - 1)]);
        this.#turn += 1;
        return;
      }
      // Signed in anew elsewhere, or not any more (then api.js leads to the door): what waits is kept for afterwards.
      if (error.status === 401 || error.code === "session.forged") return this.#tell("stale", {count: this.size});
      this.#settled(batch);
      this.#days = {};
      this.#tell("refused", {batch, error});
    }
    if (this.size) this.#soon(0);
  }

  /** What was sent waits no more, unless it was typed over meanwhile. */
  #settled(batch) {
    for (const entry of batch) {
      const at = `${entry.report_id} ${entry.place}`;
      if (this.#entries.get(at) === entry) this.#entries.delete(at);
    }
    this.#kept.store([...this.#entries.values()]);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, {detail}));
  }
}
