import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { decodeCursor, encodeCursor } from '@concert-mania/core/shared/cursor';
import type { z } from 'zod';

const MAC_BYTES = 16;

/** Cursors that only we can create, each valid for one list with its filters. */
export interface Cursors {
  seal(list: string, place: Readonly<Record<string, unknown>>): string;
  /** Null if the cursor was tampered with, is of another list, or is not a cursor. */
  open<S extends z.ZodType<Readonly<Record<string, unknown>>>>(
    list: string,
    place: S,
    cursor: string,
  ): z.infer<S> | null;
}

/**
 * Signs cursors with a key derived from the secret, which itself signs only tokens. Cursors signed
 * with previous secrets stay valid.
 */
export function makeCursors(secret: string, previousSecrets: readonly string[] = []): Cursors {
  const key = keyOf(secret);
  const keys = [key, ...previousSecrets.map(keyOf)];
  const sign = (list: string, text: string, by: Uint8Array): string =>
    createHmac('sha256', by)
      .update(JSON.stringify([list, text]))
      .digest()
      .subarray(0, MAC_BYTES)
      .toString('base64url');

  return {
    seal: (list, place) => {
      const text = encodeCursor(place);
      return `${text}.${sign(list, text, key)}`;
    },
    open: (list, place, cursor) => {
      const [text = '', seal = '', ...rest] = cursor.split('.');
      // Compared as text: base64url has several spellings of the same bytes, and only ours is
      // accepted.
      const given = Buffer.from(seal);
      const isOurs = keys.some((by) => {
        const expected = Buffer.from(sign(list, text, by));
        return given.length === expected.length && timingSafeEqual(given, expected);
      });
      if (rest.length > 0 || !isOurs) return null;
      return decodeCursor(place, text);
    },
  };
}

const keyOf = (secret: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, '', 'concert-mania cursors', 32));
