import type { SeatStatus, SeatStatusChange } from '@concert-mania/core/catalogue/model';
import type { SeatStatusReader } from '@concert-mania/core/catalogue/ports';
import { openRedisForTest } from '@concert-mania/testkit/servers/open-connections';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { beforeEach } from 'vitest';
import { makeKeys } from '../../keys.ts';
import { makeSeatStatusCache } from '../seat-status-cache.ts';

const server = testRedis();
export const redis = openRedisForTest(server);
export const other = openRedisForTest(server);
export const subscriber = openRedisForTest(server);
export const keys = makeKeys(server.prefix);

let position = 0;
/** A cache whose changes have increasing event positions by default. */
export function openCache(connection: typeof redis, reader: SeatStatusReader) {
  const cache = makeSeatStatusCache(connection, keys, reader);
  return {
    ...cache,
    apply: (of: string, changes: readonly SeatStatusChange[], at?: number) => {
      position += 1;
      return cache.apply(of, changes, at ?? position);
    },
  };
}

/** Seats in the test's control. `beforeAnswer` runs between the read and its answer. */
export function makeTruth(seats: string) {
  const truth = { seats: [...seats] as SeatStatus[], reads: 0, beforeAnswer: async () => {} };
  const reader: SeatStatusReader = {
    ofAll: async () => {
      truth.reads += 1;
      const read = truth.seats.join('');
      await truth.beforeAnswer();
      return read;
    },
    ofReservations: async () => new Map(),
    ofSeatChanges: async () => new Map(),
  };
  return Object.assign(truth, { reader });
}

export let performanceId = '';
let counter = 0;
beforeEach(() => {
  counter += 1;
  performanceId = `prf_${counter}`;
});

export const forget = () => redis.del(keys.seatStatus(performanceId), keys.seatVersion(performanceId));
