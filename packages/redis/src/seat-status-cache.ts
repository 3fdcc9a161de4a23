import { readFileSync } from 'node:fs';
import type { SeatAvailability } from '@concert-mania/core/catalog/model';
import type { SeatStatusCache, SeatStatusReader } from '@concert-mania/core/catalog/ports';
import type { PerformanceId } from '@concert-mania/core/shared/ids';
import type { RedisClient } from './connection.ts';
import type { Keys } from './keys.ts';

const script = (name: string): string => readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), 'utf8');
const OPEN = script('seat-status-open-1');
const APPLY = script('seat-status-apply-2');
const FILL = script('seat-status-fill-2');

const VERSION_SECONDS = 24 * 60 * 60;
/** A map is read anew after this long, so that nothing that went wrong with it stays for good. */
const MAP_SECONDS = 10 * 60;
const FILL_ATTEMPTS = 5;

interface Scripts {
  seatStatusOpen(version: string, versionSeconds: number): Promise<string>;
  seatStatusApply(
    version: string,
    map: string,
    channel: string,
    changes: string,
    versionSeconds: number,
  ): Promise<string>;
  seatStatusFill(
    version: string,
    map: string,
    expected: string,
    availability: string,
    versionSeconds: number,
    mapSeconds: number,
  ): Promise<string | null>;
}

/**
 * Seat states in Redis, one character per seat. A missing map is rebuilt by whoever reads it, once at a time in each
 * process. Two keys instead of one hash, so that a change writes one byte to the append-only file and not the whole map.
 */
export function makeSeatStatusCache(
  redis: RedisClient,
  keys: Keys,
  reader: SeatStatusReader,
): SeatStatusCache {
  redis.defineCommand('seatStatusOpen', { numberOfKeys: 1, lua: OPEN });
  redis.defineCommand('seatStatusApply', { numberOfKeys: 2, lua: APPLY });
  redis.defineCommand('seatStatusFill', { numberOfKeys: 2, lua: FILL });
  const scripts = redis as RedisClient & Scripts;
  const rebuilding = new Map<PerformanceId, Promise<SeatAvailability>>();

  const peek = async (performanceId: PerformanceId): Promise<SeatAvailability | null> => {
    const [version, availability] = await redis.mget(
      keys.seatVersion(performanceId),
      keys.seatStatus(performanceId),
    );
    return version && availability ? { version: Number(version), availability } : null;
  };

  const rebuild = async (performanceId: PerformanceId): Promise<SeatAvailability> => {
    const versionKey = keys.seatVersion(performanceId);
    for (let attempt = 1; ; attempt += 1) {
      const before = await scripts.seatStatusOpen(versionKey, VERSION_SECONDS);
      const availability = await reader.ofAll(performanceId);
      const unstored = { version: Number(before), availability };
      if (availability === '') return unstored;
      const version = await scripts.seatStatusFill(
        versionKey,
        keys.seatStatus(performanceId),
        before,
        availability,
        VERSION_SECONDS,
        MAP_SECONDS,
      );
      if (version !== null) return { version: Number(version), availability };
      const stored = await peek(performanceId);
      if (stored) return stored;
      // Changes come faster than the map can be read. What was read is true all the same, only not worth keeping.
      if (attempt === FILL_ATTEMPTS) return unstored;
    }
  };

  return {
    apply: async (performanceId, changes) => {
      if (changes.length === 0) return;
      await scripts.seatStatusApply(
        keys.seatVersion(performanceId),
        keys.seatStatus(performanceId),
        keys.seatChannel(performanceId),
        JSON.stringify([...new Map(changes)].sort(([a], [b]) => a - b)),
        VERSION_SECONDS,
      );
    },
    read: async (performanceId) => {
      const stored = await peek(performanceId);
      if (stored) return stored;
      const underway = rebuilding.get(performanceId);
      if (underway !== undefined) return underway;
      const started = rebuild(performanceId).finally(() => rebuilding.delete(performanceId));
      rebuilding.set(performanceId, started);
      return started;
    },
  };
}
