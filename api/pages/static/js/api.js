// The JSON API as a page's scripts call it: the session's cookie goes along, the page's second value against forgery too.

const csrf = document.querySelector('meta[name="csrf"]')?.content ?? "";

/** An answer that is a refusal: `code` is permanent, `message` is for people; `status` 0: the line is down. */
export class ApiError extends Error {
  constructor(status, code, message, body) {
    super(message);
    this.status = status;
    this.code = code;
    this.body = body;
  }
  get offline() {
    return this.status === 0;
  }
  /** The same request would be refused again: what it asks for has to change. */
  get refused() {
    return this.status >= 400 && this.status < 500;
  }
}

/** `await api("PUT", "/drafts/8A/TOAN", {…}, {key})`: the answer's JSON; `key` is the Idempotency-Key of a command. */
export async function api(method, path, body, {key, signal} = {}) {
  const headers = {Accept: "application/json", "X-CSRF-Token": csrf};
  if (key) headers["Idempotency-Key"] = key;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let answer;
  try {
    const sent = body === undefined ? undefined : JSON.stringify(body);
    answer = await fetch(`/api/v1${path}`, {method, headers, body: sent, signal, credentials: "same-origin"});
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(0, "offline", document.documentElement.lang === "vi" ? "Mất kết nối." : "The line is down.");
  }
  const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
  if (answer.ok) return told;
  if (answer.status === 401) location.assign(`/vao?tiep=${encodeURIComponent(location.pathname)}`);
  throw new ApiError(answer.status, told?.code ?? "unknown", told?.detail ?? answer.statusText, told);
}

/** A new id of a command: the same one again, after a lost answer, records nothing twice. */
export const newKey = () =>
  crypto.randomUUID?.() ??
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
    (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16),
  );

/** A message about one pupil, where his name stands before it: his number is not told once more. */
export function unnumbered(message) {
  const told = message.replace(/^(Số thứ tự|Number) \d+: /, "");
  return told.charAt(0).toUpperCase() + told.slice(1);
}
