import type { Actor } from '@concert-mania/core/identity/staff/staff-actions';
import { makeAddPerformance } from '@concert-mania/core/programme/add-performance';
import { makeCreateConcert } from '@concert-mania/core/programme/create-concert';
import { makeEditConcert } from '@concert-mania/core/programme/edit-concert';
import { makeEditPerformance } from '@concert-mania/core/programme/edit-performance';
import { makeImportVenue } from '@concert-mania/core/programme/import-venue';
import { CONCERT_DEFAULTS, type ConcertTerms } from '@concert-mania/core/programme/model';
import { makePauseConcert } from '@concert-mania/core/programme/pause-concert';
import { makePublishConcert } from '@concert-mania/core/programme/publish-concert';
import { readVenueImport } from '@concert-mania/core/programme/read-venue-import';
import { CONCERT_HALL, makeHall } from '@concert-mania/seed/hall-plan';
import { newId } from '@concert-mania/testkit/data/builders';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { beforeAll } from 'vitest';
import { makeProgrammeStore } from '../admin-programme.ts';

export const db = openForTest(await testDatabase());
export const programmes = makeProgrammeStore(db);
const ports = { programmes, newId };
const importVenue = makeImportVenue(ports);
export const createConcert = makeCreateConcert(ports);
export const editConcert = makeEditConcert(ports);
export const addPerformance = makeAddPerformance(ports);
export const editPerformance = makeEditPerformance(ports);
export const publishConcert = makePublishConcert(ports);
export const pauseConcert = makePauseConcert(ports);

export const by = (accountId: string): Actor => ({ accountId, requestId: 'req-1' });
export const BY = by('usr_admin');
const HOUR_MS = 3_600_000;
export const fromNow = (hours: number) => new Date(Date.now() + hours * HOUR_MS);
export const PRICES = [
  { category: 'VIP', grade: 'VIP', price: 150_000 },
  { category: 'R', grade: 'R', price: 99_000 },
  { category: 'S', grade: 'S', price: 77_000 },
  { category: 'A', grade: 'A', price: 55_000 },
];
export const EVENING = {
  startsAt: fromNow(100),
  saleOpensAt: fromNow(10),
  saleClosesAt: fromNow(90),
  prices: PRICES,
};

export const planOf = (design: typeof CONCERT_HALL) => {
  const { plan, focalPoint, accessibleSeats } = makeHall(design);
  return {
    name: plan.name,
    address: 'Seoul',
    seatingPlan: plan,
    focalPoint,
    accessibleSeats: [...accessibleSeats],
  };
};
export const importPlan = async (body: unknown) => {
  const read = readVenueImport(body);
  if (!read.ok) throw new Error('the plan was refused');
  return importVenue(read.value, BY);
};
export const count = async (table: string) => {
  const [row] = await db.query<{ rows: number }>(`select count(*) as rows from ${table}`);
  return row?.rows;
};
export const eventsOf = (stream: string) =>
  db.query<{ version: number; type: string; payload: Record<string, unknown> }>(
    'select version, type, payload from domain_events where stream = $1 order by version',
    [stream],
  );

export let venueId: string;
beforeAll(async () => {
  venueId = (await importPlan(planOf(CONCERT_HALL))).id;
});

export const terms = (given: Partial<ConcertTerms> = {}): ConcertTerms => ({
  ...CONCERT_DEFAULTS,
  title: 'T',
  artist: 'A',
  description: 'D',
  venueId,
  ...given,
});
export async function draft(given: Partial<ConcertTerms> = {}) {
  const created = await createConcert({ terms: terms(given), by: BY });
  if (!created.ok) throw new Error(created.error.code);
  return created.value.concert.id;
}
export async function published(evening: Partial<typeof EVENING> = {}) {
  const id = await draft();
  const added = await addPerformance({ id, by: BY, expected: null, terms: { ...EVENING, ...evening } });
  if (!added.ok) throw new Error(added.error.code);
  const done = await publishConcert({ id, by: BY, expected: null });
  if (!done.ok) throw new Error(done.error.code);
  return { id, performanceId: added.value.performanceId };
}
