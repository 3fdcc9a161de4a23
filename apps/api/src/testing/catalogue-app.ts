import {
  cacheAvailability,
  cacheCatalogue,
  cacheLayouts,
  cachePerformances,
} from '@concert-mania/core/catalogue/cached-lookups';
import { makePerformanceLookup } from '@concert-mania/db/catalogue/catalogue-lookups';
import { makeCatalogueStore } from '@concert-mania/db/catalogue/catalogue-store';
import { makeSeatLayoutStore } from '@concert-mania/db/catalogue/seat-layout-store';
import { makeSeatStatusReader } from '@concert-mania/db/catalogue/seat-status-store';
import type { Queryable } from '@concert-mania/db/connection/database';
import { makeKeys } from '@concert-mania/redis/keys';
import { makeSeatChanges } from '@concert-mania/redis/seats/seat-changes';
import { makeSeatStatusCache } from '@concert-mania/redis/seats/seat-status-cache';
import { openForTest, openRedisForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { OpenAPIHono, type z } from '@hono/zod-openapi';
import { beforeEach, expect } from 'vitest';
import { makeCursors } from '../http/cursors.ts';
import type { AppEnv } from '../http/env.ts';
import { problem } from '../http/problems/problem.ts';
import { makeBodyShelf } from '../http/shared-bodies/body-shelf.ts';
import { makePlaces } from '../http/streams/places.ts';
import type { ApiDeps } from '../ports.ts';
import { addGetAvailability } from '../routes/catalogue/get-availability.ts';
import { addGetConcert } from '../routes/catalogue/get-concert.ts';
import { addGetLayout } from '../routes/catalogue/get-layout.ts';
import { addGetSeat } from '../routes/catalogue/get-seat.ts';
import { addListConcerts } from '../routes/catalogue/list-concerts.ts';
import { addListPerformances } from '../routes/catalogue/list-performances.ts';
import { addListSeats } from '../routes/catalogue/list-seats.ts';
import type { concertSchema } from '../routes/catalogue/present-concert.ts';
import type { seatListSchema } from '../routes/catalogue/present-seats.ts';
import { addStreamSeats } from '../routes/catalogue/stream-seats.ts';
import { fakeDeps } from '../testing/fake-deps.ts';

export const db = openForTest(await testDatabase());
export const server = testRedis();
export const redis = openRedisForTest(server);
export const subscriber = openRedisForTest(server);
export const keys = makeKeys(server.prefix);

export const HOUR_MS = 3_600_000;
/** Statements since the test began. */
export const counted = { statements: 0 };
let nowMs = 0;
/** Moves the caches' clock. */
export const passTime = (ms: number): void => {
  nowMs += ms;
};
export const clock = () => nowMs;
const counting: Queryable = {
  query: (text, values) => {
    counted.statements += 1;
    return db.query(text, values);
  },
};
export const statuses = makeSeatStatusCache(redis, keys, makeSeatStatusReader(counting));
export let position = 0;
export const noteChange = (performanceId: string, changes: Parameters<typeof statuses.apply>[1]) => {
  position += 1;
  return statuses.apply(performanceId, changes, position);
};
export const closing = new AbortController();
export const deps = {
  clock: () => new Date(),
  closing: closing.signal,
  places: { ...fakeDeps().places, public: makePlaces({ most: 20, mostPerOwner: 20 }) },
  random: () => 0.5,
  log: fakeDeps().log,
  cursors: makeCursors('a secret of at least 32 characters.'),
  performances: cachePerformances(makePerformanceLookup(counting), clock),
  catalogue: {
    concerts: cacheCatalogue(makeCatalogueStore(counting), clock),
    layouts: cacheLayouts(makeSeatLayoutStore(counting), clock),
    availability: cacheAvailability(statuses, clock),
    bodies: makeBodyShelf(1_000_000, clock),
    live: { ...statuses, ...makeSeatChanges(subscriber, keys) },
  },
};

export const app = new OpenAPIHono<AppEnv>({
  defaultHook: (result, c) => (result.success ? undefined : problem(c, 'validation_failed')),
});
app.use(async (c, next) => {
  c.set('requestId', 'test');
  c.set('locale', 'en');
  c.set('guards', fakeDeps().guards);
  await next();
});
for (const addRoute of [
  addListConcerts,
  addGetConcert,
  addListPerformances,
  addListSeats,
  addStreamSeats,
  addGetSeat,
  addGetAvailability,
  addGetLayout,
]) {
  // The catalogue reads only these ports.
  addRoute(app, deps as typeof deps & ApiDeps);
}

// Every test starts with expired caches.
beforeEach(() => {
  nowMs += HOUR_MS;
  counted.statements = 0;
});

export const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers });
export const read = async <T>(path: string): Promise<T> => {
  const response = await get(path);
  expect(response.status, path).toBe(200);
  return response.json() as Promise<T>;
};
export const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;
export type Page = { items: { id: string }[]; nextCursor: string | null };
export type SeatList = z.infer<typeof seatListSchema>;
export type Concert = z.infer<typeof concertSchema>;
export const own = (performanceId: string, seatNumber: number, sold = false) =>
  db.query(
    `update seats set reservation_id = 'res_x', sold = $3 where performance_id = $1 and seat_number = $2`,
    [performanceId, seatNumber, sold],
  );
