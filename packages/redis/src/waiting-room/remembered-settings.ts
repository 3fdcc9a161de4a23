import type { ConcertSettings } from '@concert-mania/core/catalogue/ports';
import type { OutsideMemory } from '@concert-mania/core/catalogue/ride-out';
import { makeBoundedMap } from '@concert-mania/core/shared/bounded-map';
import { z } from 'zod';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';

const REMEMBERED_SECONDS = 3_600;
/** Unchanged settings are written again after this time, so that they do not expire. */
const WRITE_AGAIN_MS = 60_000;
const MOST_WRITTEN = 2_000;

// Unknown fields of a later version are ignored. If a field is missing, the entry is ignored.
const remembered = z.object({
  id: z.string(),
  waitingRoomEnabled: z.boolean(),
  maxActive: z.int(),
  admitPerSecond: z.int(),
  passSeconds: z.int(),
  claimSeconds: z.int(),
  preOpenOrder: z.enum(['shuffle', 'arrival']),
  sales: z.array(z.object({ opensAt: z.coerce.date(), closesAt: z.coerce.date(), soldOut: z.boolean() })),
  published: z.boolean(),
  // Versions before pauses wrote none.
  paused: z.boolean().default(false),
  readAt: z.coerce.date(),
});

/** The settings of concerts as any process last read them, stored beside their rooms. */
export function makeRememberedSettings(
  redis: RedisClient,
  keys: Keys,
  nowMs: () => number,
): OutsideMemory<ConcertSettings> {
  const written = makeBoundedMap<string, { readonly text: string; readonly atMs: number }>(MOST_WRITTEN);
  return {
    keep: async (concertId, settings) => {
      const { readAt: _readAt, ...lasting } = settings;
      const text = JSON.stringify(lasting);
      const last = written.get(concertId);
      if (last?.text === text && nowMs() - last.atMs < WRITE_AGAIN_MS) return;
      written.set(concertId, { text, atMs: nowMs() });
      const key = keys.waitingRoomSettings(concertId);
      await redis.set(key, JSON.stringify(settings), 'EX', REMEMBERED_SECONDS);
    },
    recall: async (concertId) => {
      const text = await redis.get(keys.waitingRoomSettings(concertId));
      if (text === null) return null;
      const settings = remembered.safeParse(JSON.parse(text));
      return settings.success ? settings.data : null;
    },
  };
}
