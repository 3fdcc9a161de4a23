import type { Actor } from '@concert-mania/core/identity/staff/staff-actions';
import { makeAddPerformance } from '@concert-mania/core/programme/add-performance';
import { makeCreateConcert } from '@concert-mania/core/programme/create-concert';
import { makeEditConcert } from '@concert-mania/core/programme/edit-concert';
import { makeEditPerformance } from '@concert-mania/core/programme/edit-performance';
import { makeImportVenue } from '@concert-mania/core/programme/import-venue';
import { CONCERT_DEFAULTS, type ConcertTerms, type NewVenue } from '@concert-mania/core/programme/model';
import { makePublishConcert } from '@concert-mania/core/programme/publish-concert';
import { readVenueImport } from '@concert-mania/core/programme/read-venue-import';
import { ARENA, CONCERT_HALL, makeHall } from '@concert-mania/seed/hall-plan';
import { newId } from '@concert-mania/testkit/data/builders';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeHoldTerms } from '../holds/hold-terms.ts';
import { makeProgrammeStore } from './admin-programme.ts';
import { makeConcertSettingsLookup, makePerformanceLookup } from './catalogue-lookups.ts';
import { makeCatalogueStore } from './catalogue-store.ts';
import { makeSeatLayoutStore } from './seat-layout-store.ts';

const db = openForTest(await testDatabase());
const programmes = makeProgrammeStore(db);
const ports = { programmes, newId };
const importVenue = makeImportVenue(ports);
const createConcert = makeCreateConcert(ports);
const editConcert = makeEditConcert(ports);
const addPerformance = makeAddPerformance(ports);
const editPerformance = makeEditPerformance(ports);
const publishConcert = makePublishConcert(ports);

const by = (accountId: string): Actor => ({ accountId, requestId: 'req-1' });
const BY = by('usr_admin');
const HOUR_MS = 3_600_000;
const fromNow = (hours: number) => new Date(Date.now() + hours * HOUR_MS);
const PRICES = [
  { category: 'VIP', grade: 'VIP', price: 150_000 },
  { category: 'R', grade: 'R', price: 99_000 },
  { category: 'S', grade: 'S', price: 77_000 },
  { category: 'A', grade: 'A', price: 55_000 },
];
const EVENING = {
  startsAt: fromNow(100),
  saleOpensAt: fromNow(10),
  saleClosesAt: fromNow(90),
  prices: PRICES,
};

const planOf = (design: typeof CONCERT_HALL) => {
  const { plan, focalPoint, accessibleSeats } = makeHall(design);
  return {
    name: plan.name,
    address: 'Seoul',
    seatingPlan: plan,
    focalPoint,
    accessibleSeats: [...accessibleSeats],
  };
};
const importPlan = async (body: unknown) => {
  const read = readVenueImport(body);
  if (!read.ok) throw new Error('the plan was refused');
  return importVenue(read.value, BY);
};
const count = async (table: string) => {
  const [row] = await db.query<{ rows: number }>(`select count(*) as rows from ${table}`);
  return row?.rows;
};
const eventsOf = (stream: string) =>
  db.query<{ version: number; type: string; payload: Record<string, unknown> }>(
    'select version, type, payload from domain_events where stream = $1 order by version',
    [stream],
  );

let venueId: string;
beforeAll(async () => {
  venueId = (await importPlan(planOf(CONCERT_HALL))).id;
});

const terms = (given: Partial<ConcertTerms> = {}): ConcertTerms => ({
  ...CONCERT_DEFAULTS,
  title: 'T',
  artist: 'A',
  description: 'D',
  venueId,
  ...given,
});
async function draft(given: Partial<ConcertTerms> = {}) {
  const created = await createConcert({ terms: terms(given), by: BY });
  if (!created.ok) throw new Error(created.error.code);
  return created.value.concert.id;
}
async function published(evening: Partial<typeof EVENING> = {}) {
  const id = await draft();
  const added = await addPerformance({ id, by: BY, expected: null, terms: { ...EVENING, ...evening } });
  if (!added.ok) throw new Error(added.error.code);
  const done = await publishConcert({ id, by: BY, expected: null });
  if (!done.ok) throw new Error(done.error.code);
  return { id, performanceId: added.value.performanceId };
}

describe('a venue', () => {
  test('of 60,000 seats is imported completely, in the order of its plan', async () => {
    const row = (z: number, r: number) => ({
      row_number: `${r + 1}`,
      position: { x: 0, y: r * 90 },
      seats: Array.from({ length: 100 }, (_, s) => ({
        seat_guid: `${z}-${r}-${s}`,
        seat_number: `${s + 1}`,
        position: { x: s * 50, y: 0 },
        category: r < 30 ? 'R' : 'A',
      })),
    });
    const zones = Array.from({ length: 10 }, (_, z) => ({
      name: `Zone ${z}`,
      position: { x: z * 6_000, y: 1_000 },
      rows: Array.from({ length: 60 }, (_, r) => row(z, r)),
    }));
    const categories = [{ name: 'R' }, { name: 'A' }];
    const { id, seatCount } = await importPlan({
      name: 'Stadium',
      address: 'Seoul',
      seatingPlan: { name: 'Stadium', categories, zones },
      accessibleSeats: ['9-59-99'],
    });
    expect(seatCount).toBe(60_000);
    const [summary] = await db.query(
      `select count(*) as seats, min(seat_number) as first, max(seat_number) as last,
         max(seat_number) filter (where accessible) as accessible from venue_seats where venue_id = $1`,
      [id],
    );
    expect(summary).toEqual({ seats: 60_000, first: 1, last: 60_000, accessible: 60_000 });
    expect(
      await db.query(
        'select zone, row_name, x, y from venue_seats where venue_id = $1 and seat_number = 6101',
        [id],
      ),
    ).toEqual([{ zone: 'Zone 1', row_name: '2', x: 6_000, y: 1_090 }]);
    expect(await eventsOf(id)).toMatchObject([
      { version: 1, type: 'venue.imported', payload: { by: BY.accountId, seatCount } },
    ]);
  });

  test('that fails on its last seat leaves nothing behind', async () => {
    const before = [await count('venues'), await count('venue_seats'), await count('domain_events')];
    const read = readVenueImport(planOf(ARENA));
    if (!read.ok) throw new Error('the plan of the arena was refused');
    const seats = read.value.seats.with(-1, { ...read.value.seats[0]!, seatNumber: read.value.seats.length });
    const broken: NewVenue = { ...read.value, id: newId('ven'), seats };
    await expect(programmes.insertVenue(broken, BY)).rejects.toThrow(/unique/);
    expect([await count('venues'), await count('venue_seats'), await count('domain_events')]).toEqual(before);
  });
});

describe('publishing', () => {
  test('is refused without performances and shows the concert with one', async () => {
    const id = await draft();
    const catalogue = makeCatalogueStore(db);
    expect(await publishConcert({ id, by: BY, expected: null })).toEqual({
      ok: false,
      error: { code: 'concert_incomplete', missing: ['performances'] },
    });
    await addPerformance({ id, by: BY, expected: null, terms: EVENING });
    expect(await catalogue.findConcert(id)).toBeNull();
    expect((await publishConcert({ id, by: BY, expected: null })).ok).toBe(true);
    const shown = await catalogue.findConcert(id);
    expect(shown?.performances).toMatchObject([
      { availableSeats: 2_010, totalSeats: 2_010, startsAt: EVENING.startsAt },
    ]);
  });

  test('twice changes nothing the second time', async () => {
    const { id } = await published();
    const before = await programmes.find(id);
    const again = await publishConcert({ id, by: BY, expected: null });
    expect(again.ok && again.value.concert).toEqual(before?.concert);
    expect(await eventsOf(id)).toHaveLength(3);
  });
});

describe('an edit', () => {
  test('of an outdated revision changes nothing', async () => {
    const id = await draft();
    const edit = { id, by: BY, expected: [1] };
    expect((await editConcert({ ...edit, wishes: { title: 'first' } })).ok).toBe(true);
    expect(await editConcert({ ...edit, wishes: { title: 'second' } })).toEqual({
      ok: false,
      error: { code: 'revision_conflict' },
    });
    expect((await programmes.find(id))?.concert).toMatchObject({ title: 'first', revision: 2 });
  });

  test('by twenty administrators with the same revision succeeds for one', async () => {
    const id = await draft();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        editConcert({ id, by: by(`usr_${i}`), expected: [1], wishes: { title: `by ${i}` } }),
      ),
    );
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    expect((await eventsOf(id)).map((event) => event.version)).toEqual([1, 2]);
  });

  test('of prices before the sale decides which seats are for sale and records the changed ones', async () => {
    const { performanceId } = await published();
    const edit = { id: performanceId, by: BY, expected: null };
    const dear = PRICES.slice(0, 1);
    const withheld = async () => {
      const rows = await db.query<{ category: string; why: string | null; seats: number }>(
        `select v.category, s.not_for_sale as why, count(*) as seats
         from seats s join venue_seats v on v.venue_id = $2 and v.seat_number = s.seat_number
         where s.performance_id = $1 group by 1, 2 order by 1, 2`,
        [performanceId, venueId],
      );
      return new Map(rows.map(({ category, why, seats }) => [`${category} ${why}`, seats]));
    };
    await db.query(
      `update seats set not_for_sale = 'blocked' where performance_id = $1 and seat_number = 1`,
      [performanceId],
    );
    const before = await withheld();
    expect((await editPerformance({ ...edit, wishes: { prices: dear } })).ok).toBe(true);
    const less = [...(await withheld()).keys()];
    expect(less.filter((each) => each.endsWith('null'))).toEqual([`${dear[0]?.category} null`]);
    expect((await editPerformance({ ...edit, wishes: { prices: PRICES } })).ok).toBe(true);
    expect(await withheld()).toEqual(before);
    const events = await eventsOf(performanceId);
    expect(events.map(({ type }) => type)).toEqual([
      'performance.seats_changed',
      'performance.seats_changed',
    ]);
    const numbers = events.map(({ payload }) => payload.seatNumbers as readonly number[]);
    expect(numbers[0]).toEqual(numbers[1]);
    expect(numbers[0]).not.toContain(1);
  });

  test('is recorded with its author and its new values, one version each', async () => {
    const id = await draft();
    const edit = { id, by: by('usr_second'), expected: null };
    await editConcert({ ...edit, wishes: { title: 'New', artist: 'A', waitingRoom: { maxActive: 7 } } });
    await editConcert({ ...edit, wishes: { title: 'New' } });
    await editConcert({ ...edit, wishes: { waitingRoom: { admitPerSecond: 3 } } });
    const waitingRoom = { ...CONCERT_DEFAULTS.waitingRoom, maxActive: 7 };
    expect(await eventsOf(id)).toEqual([
      { version: 1, type: 'concert.created', payload: { by: BY.accountId, terms: terms() } },
      {
        version: 2,
        type: 'concert.edited',
        payload: { by: 'usr_second', changes: { title: 'New', waitingRoom } },
      },
      {
        version: 3,
        type: 'concert.waiting_room_changed',
        payload: { by: 'usr_second', changes: { waitingRoom: { ...waitingRoom, admitPerSecond: 3 } } },
      },
    ]);
    expect((await programmes.find(id))?.concert.revision).toBe(3);
  });

  test('of the waiting room applies to the next admission batch, also during the sale', async () => {
    const { id } = await published({ saleOpensAt: fromNow(-1) });
    const waitingRoom = { maxActive: 7, admitPerSecond: 3, passSeconds: 60, claimSeconds: 20 };
    expect((await editConcert({ id, by: BY, expected: null, wishes: { waitingRoom } })).ok).toBe(true);
    expect(await makeConcertSettingsLookup(db).find(id)).toMatchObject(waitingRoom);
    await editConcert({ id, by: BY, expected: null, wishes: { waitingRoom: { enabled: false } } });
    expect(await makeConcertSettingsLookup(db).find(id)).toMatchObject({
      ...waitingRoom,
      waitingRoomEnabled: false,
    });
  });

  test('stores every given term and leaves the others unchanged', async () => {
    const changed: ConcertTerms = {
      title: 'T2',
      artist: 'A2',
      description: 'D2',
      venueId: (await importPlan(planOf(CONCERT_HALL))).id,
      waitingRoom: {
        enabled: false,
        maxActive: 1,
        admitPerSecond: 2,
        passSeconds: 3,
        claimSeconds: 4,
        preOpenOrder: 'arrival',
      },
      refundPolicy: { fees: [{ minDaysBefore: 1, feePercent: 10 }], grace: null },
      onDecline: 'keep',
      maxSeatsPerUser: 2,
      holdSeconds: 30,
      holdBudgetSeatSeconds: 0,
      returnCancelledWithinSeconds: 1_800,
    };
    const id = await draft();
    for (const [name, value] of Object.entries(changed)) {
      const before = (await programmes.find(id))?.concert;
      const edited = await editConcert({ id, by: BY, expected: null, wishes: { [name]: value } });
      expect(edited.ok && edited.value.concert, name).toEqual({
        ...before,
        [name]: value,
        revision: (before?.revision ?? 0) + 1,
      });
    }
    expect(await programmes.find(id)).toMatchObject({ concert: changed });
  });

  test('of the venue is refused once performances have its seats, and for an unknown venue', async () => {
    const { id } = await published();
    const other = (await importPlan(planOf(CONCERT_HALL))).id;
    const edit = { id, by: BY, expected: null };
    expect(await editConcert({ ...edit, wishes: { venueId: other } })).toEqual({
      ok: false,
      error: { code: 'not_editable', fields: ['venueId'] },
    });
    expect(await editConcert({ ...edit, wishes: { venueId: 'ven_none' } })).toEqual({
      ok: false,
      error: { code: 'venue_not_found' },
    });
  });
});

describe('a performance', () => {
  test('on sale keeps its prices and its start; its end can move', async () => {
    const { id, performanceId } = await published({ saleOpensAt: fromNow(-1) });
    const edit = { id: performanceId, by: BY, expected: null };
    const prices = PRICES.map((price) => ({ ...price, price: price.price + 1 }));
    expect(await editPerformance({ ...edit, wishes: { prices, startsAt: fromNow(99) } })).toEqual({
      ok: false,
      error: { code: 'not_editable', fields: ['prices', 'startsAt'] },
    });
    const saleClosesAt = fromNow(50);
    const moved = await editPerformance({ ...edit, wishes: { saleClosesAt, prices: PRICES } });
    expect(moved.ok && moved.value.performances).toMatchObject([{ saleClosesAt }]);
    expect(await makePerformanceLookup(db).find(performanceId)).toMatchObject({
      saleClosesAt,
      concertId: id,
    });
  });

  test('sells at the new prices when they change before the sale', async () => {
    const { performanceId } = await published();
    let nowMs = 0;
    const terms = makeHoldTerms({ holdSeconds: 600, holdBudgetSeatSeconds: 4_800 }, () => nowMs);
    const priceToHold = async () =>
      (await terms.read(db, new Set([performanceId]))).get(performanceId)?.prices.get('R')?.price;
    expect(await priceToHold()).toBe(99_000);
    const prices = PRICES.map((price) => ({ ...price, price: price.price * 2 }));
    const edited = await editPerformance({ id: performanceId, by: BY, expected: null, wishes: { prices } });
    expect(edited.ok && edited.value.performances[0]?.prices.toSorted((a, b) => b.price - a.price)).toEqual(
      prices,
    );
    nowMs += 1_001;
    expect(await priceToHold()).toBe(198_000);
    const layout = await makeSeatLayoutStore(db).find(performanceId);
    expect(layout?.seats[0]?.price).toBe(198_000);
  });

  test('moves the revision of its concert, so an edit of the older revision is refused', async () => {
    const id = await draft();
    const added = await addPerformance({ id, by: BY, expected: [1], terms: EVENING });
    if (!added.ok) throw new Error(added.error.code);
    expect(added.value.programme.concert.revision).toBe(2);
    expect(await addPerformance({ id, by: BY, expected: [1], terms: EVENING })).toMatchObject({
      error: { code: 'revision_conflict' },
    });
    expect(await eventsOf(id)).toMatchObject([
      {},
      {
        version: 2,
        type: 'performance.added',
        payload: { by: BY.accountId, performance: { id: added.value.performanceId } },
      },
    ]);
  });
});

test('an unknown id changes nothing', async () => {
  const edit = { by: BY, expected: null };
  const missing = (code: string) => ({ ok: false, error: { code } });
  expect(await createConcert({ terms: terms({ venueId: 'ven_none' }), by: BY })).toEqual(
    missing('venue_not_found'),
  );
  expect(await editConcert({ ...edit, id: 'con_none', wishes: { title: 'x' } })).toEqual(
    missing('concert_not_found'),
  );
  expect(await publishConcert({ ...edit, id: 'con_none' })).toEqual(missing('concert_not_found'));
  expect(await addPerformance({ ...edit, id: 'con_none', terms: EVENING })).toEqual(
    missing('concert_not_found'),
  );
  expect(await editPerformance({ ...edit, id: 'prf_none', wishes: {} })).toEqual(
    missing('performance_not_found'),
  );
});
