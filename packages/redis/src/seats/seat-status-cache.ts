import { setTimeout as pause } from 'node:timers/promises';
import type { SeatAvailability } from '@concert-mania/core/catalogue/model';
import type { SeatStatusCache, SeatStatusReader } from '@concert-mania/core/catalogue/ports';
import type { PerformanceId } from '@concert-mania/core/shared/ids';
import { shareCalls } from '@concert-mania/runtime/async/share-calls';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';
import { makeSeatMap } from './seat-map.ts';

const FILL_ATTEMPTS = 5;
/** Longer than reading all seats takes. Only one process rebuilds a map at a time. */
const REBUILD_MS = 2_000;
/** Other processes poll for the map this often, and read PostgreSQL if it does not appear. */
const LOOK_EVERY_MS = 25;
const LOOK_FOR_MS = 2_500;

/**
 * Seat states in Redis, one character per seat. One process in the system at a time rebuilds a
 * missing map. If changes come faster than the map can be read, the process storing them rebuilds
 * it.
 */
export function makeSeatStatusCache(
  redis: RedisClient,
  keys: Keys,
  reader: SeatStatusReader,
): SeatStatusCache {
  const map = makeSeatMap(redis, keys, reader);

  /** Requires the rebuild lease. */
  const rebuild = async (performanceId: PerformanceId): Promise<SeatAvailability> => {
    const lease = keys.seatRebuild(performanceId);
    for (let attempt = 1; ; attempt += 1) {
      // Another process may have stored the map before this one got the lease.
      const known = await map.peek(performanceId);
      const { read, stored } = known ? { read: known, stored: true } : await map.rebuild(performanceId);
      if (stored || read.availability === '') {
        await redis.del(lease);
        return read;
      }
      // The result is correct but must not be stored. The lease stays: it shows that the map is
      // wanted.
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

  const buildOnce = shareCalls(rebuildOrWait);

  return {
    apply: async (performanceId, changes, position) => {
      if (changes.length === 0) return;
      if (await map.note(performanceId, changes, position)) await map.rebuild(performanceId);
    },
    read: async (performanceId) => (await map.peek(performanceId)) ?? buildOnce(performanceId),
  };
}
