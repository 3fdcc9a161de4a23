import type { z } from 'zod';

/** Encodes a page's end as opaque text for clients (base64url of JSON). */
export function encodeCursor(place: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(place), 'utf8').toString('base64url');
}

/**
 * Decodes a cursor; null unless it equals what `encodeCursor` returns for a value of this shape.
 */
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
