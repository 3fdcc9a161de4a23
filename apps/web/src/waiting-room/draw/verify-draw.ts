import { type DrawnPlace, misplacedPairs } from '@concert-mania/core/waiting-room/check-draw';

const utf8 = new TextEncoder();

/** The commitment to a seed: SHA-256 of its text, as hexadecimal text. */
export async function hashOf(seed: string): Promise<string> {
  return hex(await crypto.subtle.digest('SHA-256', utf8.encode(seed)));
}

/** HMAC-SHA256 of a token under the seed: the order of the draw is ascending by it. */
export async function digestOf(seed: string, token: string): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', utf8.encode(seed), algorithm, false, ['sign']);
  return hex(await crypto.subtle.sign('HMAC', key, utf8.encode(token)));
}

/** Neighbours of a list of places that are not in the order of the draw. */
export async function findMisplaced(
  seed: string,
  places: ReadonlyMap<string, number>,
): Promise<ReturnType<typeof misplacedPairs>> {
  const drawn = [...places].map(
    async ([token, sequence]): Promise<DrawnPlace> => ({
      token,
      sequence,
      digest: await digestOf(seed, token),
    }),
  );
  return misplacedPairs(await Promise.all(drawn));
}

const DIGITS = 8;

/**
 * The share of all drawn fans who are expected before a digest. Digests are spread evenly, so the
 * first digits say it.
 */
export const shareBefore = (digest: string): number =>
  Number.parseInt(digest.slice(0, DIGITS), 16) / 16 ** DIGITS;

const hex = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
