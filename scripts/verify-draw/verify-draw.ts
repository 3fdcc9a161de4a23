import { checkDraw, type Shuffle } from '../demo/draw-proof.ts';

/**
 * What is wrong with the draw of a finished sale; empty when it was fair. `promised` is the hash noted before the opening:
 * without it the seed is only checked against the hash shown beside it. `complete`: the places are 1 to their number.
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
