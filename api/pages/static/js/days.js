// Days as they are typed here, dd/mm/yyyy, and as the server takes them, yyyy-mm-dd.

/** What the field says, for the server: null where it is blank, undefined where it is no day, which the field then shows. */
export function dayOf(field) {
  const text = field.value.trim();
  const [, day, month, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) ?? [];
  const found = new Date(Date.UTC(year, month - 1, day));
  const right = found.getUTCDate() === Number(day) && found.getUTCMonth() === month - 1;
  field.setAttribute("aria-invalid", String(Boolean(text) && !right));
  return right ? found.toISOString().slice(0, 10) : text ? undefined : null;
}

/** A day of the server as it is typed. */
export const typedDay = (iso) => iso.split("-").reverse().join("/");
