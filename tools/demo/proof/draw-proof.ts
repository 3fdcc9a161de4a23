import { createHash, createHmac } from 'node:crypto';
import { misplacedPairs } from '@concert-mania/core/waiting-room/check-draw';
import { z } from 'zod';

export const serving = z.object({
  shuffle: z.object({ seedHash: z.string(), seed: z.string().nullable() }).nullable(),
  earlierShuffles: z.array(z.object({ seedHash: z.string(), seed: z.string() })).default([]),
});
export type Shuffle = z.infer<typeof serving>['shuffle'];

/**
 * The faults of the draw among the fans who came before the opening, found with their tokens: the
 * seed is the one that was promised, and the order is that of HMAC-SHA256(seed, token).
 */
export function checkDraw(
  promised: Shuffle,
  shown: Shuffle,
  drawn: ReadonlyMap<string, number | null>,
): readonly string[] {
  if (drawn.size === 0) return [];
  if (!promised || !shown) return ['nothing was promised before the opening'];
  const { seed } = shown;
  if (seed === null) return ['the seed is not shown after the opening'];
  const hash = createHash('sha256').update(seed).digest('hex');
  if (hash !== promised.seedHash) return [`the hash promised was ${promised.seedHash}, the seed has ${hash}`];
  const places = [...drawn].flatMap(([token, sequence]) =>
    sequence === null
      ? []
      : [{ token, sequence, digest: createHmac('sha256', seed).update(token).digest('hex') }],
  );
  return misplacedPairs(places).map(
    ({ first, second }) =>
      `${second.token} is number ${second.sequence}, after ${first.token}, which is number ${first.sequence}`,
  );
}
