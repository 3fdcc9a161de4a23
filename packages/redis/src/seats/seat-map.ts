import { readFileSync } from 'node:fs';
import type { SeatAvailability, SeatStatusChange } from '@concert-mania/core/catalogue/model';
import type { SeatStatusReader } from '@concert-mania/core/catalogue/ports';
import type { PerformanceId } from '@concert-mania/core/shared/ids';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';

const script = (name: string): string => readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), 'utf8');
const OPEN = script('seat-status-open-1');
const APPLY = script('seat-status-apply-4');
const FILL = script('seat-status-fill-2');

const VERSION_SECONDS = 24 * 60 * 60;
/** A map is read from PostgreSQL again after this time, so that no error in it is permanent. */
const MAP_SECONDS = 10 * 60;
/** Storing a change refreshes a map with less time left, before readers miss it. */
const REFRESH_SECONDS = 5 * 60;
interface Scripts {
  seatStatusOpen(version: string, versionSeconds: number): Promise<string>;
  seatStatusApply(
    version: string,
    map: string,
    position: string,
    rebuild: string,
    channel: string,
    changes: string,
    versionSeconds: number,
    at: number,
    refreshSeconds: number,
  ): Promise<0 | 1>;
  seatStatusFill(
    version: string,
    map: string,
    expected: string,
    availability: string,
    versionSeconds: number,
    mapSeconds: number,
  ): Promise<string | null>;
}

/** The seat map of a performance in Redis, rebuilt from PostgreSQL. */
export interface SeatMap {
  peek(performanceId: PerformanceId): Promise<SeatAvailability | null>;
  /**
   * Stores changes. Returns whether to rebuild the map now: it expires soon, or is missing and
   * wanted.
   */
  note(
    performanceId: PerformanceId,
    changes: readonly SeatStatusChange[],
    position: number,
  ): Promise<boolean>;
  /** Reads PostgreSQL and stores the map, unless a change was stored meanwhile. */
  rebuild(
    performanceId: PerformanceId,
  ): Promise<{ readonly read: SeatAvailability; readonly stored: boolean }>;
}

/**
 * Separate keys, not one hash: a change then appends one byte to the append-only file, not the map.
 */
export function makeSeatMap(redis: RedisClient, keys: Keys, reader: SeatStatusReader): SeatMap {
  redis.defineCommand('seatStatusOpen', { numberOfKeys: 1, lua: OPEN });
  redis.defineCommand('seatStatusApply', { numberOfKeys: 4, lua: APPLY });
  redis.defineCommand('seatStatusFill', { numberOfKeys: 2, lua: FILL });
  const scripts = redis as RedisClient & Scripts;

  return {
    peek: async (performanceId) => {
      const [version, availability] = await redis.mget(
        keys.seatVersion(performanceId),
        keys.seatStatus(performanceId),
      );
      return version && availability ? { version: Number(version), availability } : null;
    },
    note: async (performanceId, changes, position) => {
      const rebuildNow = await scripts.seatStatusApply(
        keys.seatVersion(performanceId),
        keys.seatStatus(performanceId),
        keys.seatPosition(performanceId),
        keys.seatRebuild(performanceId),
        keys.seatChannel(performanceId),
        JSON.stringify([...new Map(changes)].sort(([a], [b]) => a - b)),
        VERSION_SECONDS,
        position,
        REFRESH_SECONDS,
      );
      return rebuildNow === 1;
    },
    rebuild: async (performanceId) => {
      const versionKey = keys.seatVersion(performanceId);
      const before = await scripts.seatStatusOpen(versionKey, VERSION_SECONDS);
      const availability = await reader.ofAll(performanceId);
      const unstored = { read: { version: Number(before), availability }, stored: false };
      if (availability === '') return unstored;
      const version = await scripts.seatStatusFill(
        versionKey,
        keys.seatStatus(performanceId),
        before,
        availability,
        VERSION_SECONDS,
        MAP_SECONDS,
      );
      return version === null ? unstored : { read: { version: Number(version), availability }, stored: true };
    },
  };
}
