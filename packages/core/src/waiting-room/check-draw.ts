import { ok, type Result, refuse } from '../shared/result.ts';
import type { QueueToken } from './model.ts';

/** A fan's place with the HMAC of its token, which is the key that draws are sorted by. */
export interface DrawnPlace {
  readonly token: QueueToken;
  readonly sequence: number;
  readonly digest: string;
}

/** The order of a draw: ascending by digest. */
export const byDigest = (a: { readonly digest: string }, b: { readonly digest: string }): number =>
  a.digest < b.digest ? -1 : a.digest > b.digest ? 1 : 0;

/** Neighbours by digest whose sequences are in the wrong order. Empty if the draw was kept to. */
export function misplacedPairs(
  places: readonly DrawnPlace[],
): readonly { readonly first: DrawnPlace; readonly second: DrawnPlace }[] {
  const sorted = places.toSorted(byDigest);
  return sorted.flatMap((second, at) => {
    const first = sorted[at - 1];
    return first !== undefined && first.sequence >= second.sequence ? [{ first, second }] : [];
  });
}

const LINE = /^(\d+)[\s,;]+([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** The first line of a list of places that cannot be read. */
export interface UnreadableLine {
  readonly code: 'not_a_place' | 'token_repeated';
  readonly line: number;
  readonly text: string;
}

/**
 * Reads a list of places: `sequence token` on each line, separated by spaces, a comma or a
 * semicolon.
 */
export function readPlaces(text: string): Result<ReadonlyMap<QueueToken, number>, UnreadableLine> {
  const places = new Map<QueueToken, number>();
  for (const [at, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '') continue;
    const [, sequence, token] = LINE.exec(line) ?? [];
    if (sequence === undefined || token === undefined) {
      return refuse({ code: 'not_a_place', line: at + 1, text: line });
    }
    if (places.has(token.toLowerCase())) {
      return refuse({ code: 'token_repeated', line: at + 1, text: token });
    }
    places.set(token.toLowerCase(), Number(sequence));
  }
  return ok(places);
}
