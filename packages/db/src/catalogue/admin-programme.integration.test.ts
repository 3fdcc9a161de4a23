import type { NewVenue } from '@concert-mania/core/programme/model';
import { readVenueImport } from '@concert-mania/core/programme/read-venue-import';
import { ARENA } from '@concert-mania/seed/hall-plan';
import { newId } from '@concert-mania/testkit/data/builders';
import { describe, expect, test } from 'vitest';
import { makeHoldTerms } from '../holds/hold-terms.ts';
import { makePerformanceLookup } from './catalogue-lookups.ts';
import { makeCatalogueStore } from './catalogue-store.ts';
import { makeSeatLayoutStore } from './seat-layout-store.ts';
import {
  addPerformance,
  BY,
  count,
  createConcert,
  db,
  draft,
  EVENING,
  editConcert,
  editPerformance,
  eventsOf,
  fromNow,
  importPlan,
  PRICES,
  planOf,
  programmes,
  publishConcert,
  published,
  terms,
} from './testing/programme.ts';

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
