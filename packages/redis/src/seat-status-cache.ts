import { setTimeout as pause } from 'node:timers/promises';
import type { SeatAvailability } from '@concert-mania/core/catalog/model';
import type { SeatStatusCache, SeatStatusReader } from '@concert-mania/core/catalog/ports';
import type { PerformanceId } from '@concert-mania/core/shared/ids';
import type { RedisClient } from './connection.ts';
import type { Keys } from './keys.ts';
import { makeSeatMap } from './seat-map.ts';

const FILL_ATTEMPTS = 5;
/** Longer than a reading of all seats takes: one process at a time rebuilds a map. */
const REBUILD_MS = 2_000;
/** Others look for the map meanwhile, and read the truth themselves when it does not come. */
const LOOK_EVERY_MS = 25;
const LOOK_FOR_MS = 2_500;

/**
 * Seat states in Redis, one character per seat. A missing map is rebuilt by whoever reads it, once at a time in the whole system.
 * While changes come faster than it can be read, whoever notes them rebuilds it between two of them.
 */
export function makeSeatStatusCache(
  redis: RedisClient,
  keys: Keys,
  reader: SeatStatusReader,
): SeatStatusCache {
  const map = makeSeatMap(redis, keys, reader);
  const reading = new Map<PerformanceId, Promise<SeatAvailability>>();

  /** With the sole right to. */
  const rebuild = async (performanceId: PerformanceId): Promise<SeatAvailability> => {
    const lease = keys.seatRebuild(performanceId);
    for (let attempt = 1; ; attempt += 1) {
      // It may have been stored between this process' look and its lease.
      const known = await map.peek(performanceId);
      const { read, stored } = known ? { read: known, stored: true } : await map.rebuild(performanceId);
      if (stored || read.availability === '') {
        await redis.del(lease);
        return read;
      }
      // What was read is true all the same, only not worth keeping. The lease stays, and tells that the map is wanted.
      if (attempt === FILL_ATTEMPTS) return read;
      await redis.pexpire(lease, REBUILD_MS);
    }
  };

  const rebuildOrWait = async (performanceId: PerformanceId): Promise<SeatAvailability> => {
    const untilMs = performance.now() + LOOK_FOR_MS;
    while (performance.now() < untilMs) {
      const mine = await redis.set(keys.seatRebuild(performanceId), '1', 'PX', REBUILD_MS, 'NX');
      if (mine === 'OK') return rebuild(performanceId);
      await pause(LOOK_EVERY_MS);
      const stored = await map.peek(performanceId);
      if (stored) return stored;
    }
    return (await map.rebuild(performanceId)).read;
  };

  return {
    apply: async (performanceId, changes, position) => {
      if (changes.length === 0) return;
      if (await map.note(performanceId, changes, position)) await map.rebuild(performanceId);
    },
    read: async (performanceId) => {
      const stored = await map.peek(performanceId);
      if (stored) return stored;
      const underway = reading.get(performanceId);
      if (underway !== undefined) return underway;
      const started = rebuildOrWait(performanceId).finally(() => reading.delete(performanceId));
      reading.set(performanceId, started);
      return started;
    },
  };
}
