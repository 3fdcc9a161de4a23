const SEOUL_MS = 9 * 3_600_000;
const MINUTE_CHARACTERS = 16;

/** A moment as an input of type `datetime-local` takes it, in Seoul. */
export const toSeoulInput = (iso: string): string =>
  new Date(Date.parse(iso) + SEOUL_MS).toISOString().slice(0, MINUTE_CHARACTERS);

/** The moment that such an input means. */
export const fromSeoulInput = (text: string): string => new Date(`${text}:00+09:00`).toISOString();
