import type { z } from 'zod';
import { checkDraw, type Shuffle, type serving } from '../demo/proof/draw-proof.ts';

/**
 * Finds the draw of the promised hash, of the last or an earlier sale; without a hash the last
 * draw.
 */
export function findDraw(
  { shuffle, earlierShuffles }: z.infer<typeof serving>,
  promised: string | undefined,
): Shuffle {
  return earlierShuffles.find(({ seedHash }) => seedHash === promised?.toLowerCase()) ?? shuffle;
}

/**
 * The faults of the draw of a finished sale. `promised` is the hash noted before the opening;
 * without it the seed is checked against the hash shown beside it. `complete` means that the
 * places are 1 to their number.
 */
export function verifyDraw(
  shown: Shuffle,
  places: ReadonlyMap<string, number>,
  promised: string | undefined,
): { readonly flaws: readonly string[]; readonly complete: boolean } {
  const seedHash = promised?.toLowerCase() ?? shown?.seedHash;
  const flaws = checkDraw(seedHash === undefined ? null : { seedHash, seed: null }, shown, places);
  const sequences = [...places.values()].sort((a, b) => a - b);
  return { flaws, complete: sequences.every((sequence, at) => sequence === at + 1) };
}
