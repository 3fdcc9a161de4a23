import type { z } from 'zod';

/** Turns the place where a page ended into text that clients pass back and need not understand (base64url of JSON). */
export function encodeCursor(place: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(place), 'utf8').toString('base64url');
}

/** Reads a cursor back; null unless it is, to the last character, what `encodeCursor` makes of a place of this shape. */
export function decodeCursor<S extends z.ZodType<Readonly<Record<string, unknown>>>>(
  place: S,
  cursor: string,
): z.infer<S> | null {
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.toString('base64url') !== cursor) return null;
  try {
    const parsed = place.safeParse(JSON.parse(bytes.toString('utf8')));
    return parsed.success && encodeCursor(parsed.data) === cursor ? parsed.data : null;
  } catch {
    return null;
  }
}
