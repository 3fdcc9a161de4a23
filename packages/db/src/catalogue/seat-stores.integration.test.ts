import { readVenueImport } from '@concert-mania/core/programme/read-venue-import';
import { makeAccount, makeSale, newId, type Sale } from '@concert-mania/testkit/data/builders';
import { confirmReservation, makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { expect, test } from 'vitest';
import { makeSeatPlans } from '../holds/seat-plans.ts';
import { applyChange } from '../reservations/reservation-changes.ts';
import { createPerformance } from './create-performance.ts';
import { createVenue } from './create-venue.ts';
import { makeSeatLayoutStore, READ_LAYOUT } from './seat-layout-store.ts';
import {
  makeSeatStatusReader,
  READ_ALL_SEATS,
  READ_SEAT_CHANGES,
  READ_TOUCHED_SEATS,
} from './seat-status-store.ts';
import { noteSeatsChanged } from './seats-on-sale.ts';

const db = openForTest(await testDatabase());
const layouts = makeSeatLayoutStore(db);
const statuses = makeSeatStatusReader(db);

test('a layout lists every seat by number, with grade, price and place', async () => {
  const { performanceId } = await makeSale(db, { seats: 50 });
  const layout = await layouts.find(performanceId);
  expect(layout?.seats.map((seat) => seat.seatNumber)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  expect(layout?.seats[0]).toEqual({
    seatNumber: 1,
    seatGuid: '1-1',
    zone: 'Floor',
    row: '1',
    label: 'Floor 1-1',
    grade: 'VIP',
    price: 150_000,
    accessible: true,
    x: 50,
    y: 90,
  });
  expect(layout?.seats[49]).toMatchObject({ label: 'Balcony 3-10', grade: 'R', price: 99_000 });
  expect(layout?.focalPoint).toEqual({ x: 500, y: 0 });
  expect(await layouts.find('prf_unknown')).toBeNull();
});

test('a seat is available without an owner, held with one, and sold once paid', async () => {
  const { performanceId } = await makeSale(db, { seats: 5 });
  await db.query(
    `update seats set reservation_id = 'res_a', sold = (seat_number = 4)
     where performance_id = $1 and seat_number in (2, 4)`,
    [performanceId],
  );
  expect(await statuses.ofAll(performanceId)).toBe('AHASA');
  expect(await statuses.ofAll('prf_unknown')).toBe('');
});

test('the seats of reservations are grouped by performance, each once with its current status', async () => {
  const [sale, other] = [await makeSale(db, { seats: 9 }), await makeSale(db, { seats: 9 })];
  const accountId = await makeAccount(db);
  const mine = (of: Sale, seatNumbers: readonly number[]) =>
    makeHold(db, { sale: of, accountId, seatNumbers });
  const ended = await mine(sale, [3, 4, 5]);
  await db.transaction((tx) => applyChange(tx, [ended], { type: 'reservation.expired' }));
  const again = await mine(sale, [4]);
  const paid = await mine(other, [9, 2]);
  await confirmReservation(db, paid.id);
  await mine(sale, [1]);
  const changed = await statuses.ofReservations([ended.id, again.id, paid.id, 'res_unknown']);
  expect([...changed.keys()].sort()).toEqual([sale.performanceId, other.performanceId].sort());
  const inOrder = (performanceId: string) => changed.get(performanceId)?.toSorted(([a], [b]) => a - b);
  expect(inOrder(sale.performanceId)).toEqual([
    [3, 'A'],
    [4, 'H'],
    [5, 'A'],
  ]);
  expect(inOrder(other.performanceId)).toEqual([
    [2, 'S'],
    [9, 'S'],
  ]);
  expect(await statuses.ofReservations([])).toEqual(new Map());
});

test('seats of a category without a price are not for sale; a performance with nothing for sale is refused', async () => {
  const { concertId } = await makeSale(db, { seats: 5 });
  const [id, other] = [newId('prf'), newId('prf')];
  const terms = { concertId, startsAt: new Date(), saleOpensAt: new Date(0), saleClosesAt: new Date() };
  const price = (category: string) => ({ category, grade: category, price: 1 });
  expect(await createPerformance(db, { ...terms, id, prices: [price('VIP')] })).toEqual({
    ok: true,
    value: { totalSeats: 5 },
  });
  expect(await statuses.ofAll(id)).toBe('AAANN');
  const layout = await layouts.find(id);
  expect(layout?.seats.map(({ grade, price: amount }) => [grade, amount])).toEqual([
    ['VIP', 1],
    ['VIP', 1],
    ['VIP', 1],
    [null, null],
    [null, null],
  ]);
  expect(await createPerformance(db, { ...terms, id: other, prices: [price('X')] })).toEqual({
    ok: false,
    error: { code: 'nothing_for_sale', categories: ['R', 'VIP'] },
  });
  expect(await db.query('select from performances where id = $1', [other])).toEqual([]);
  expect(await createPerformance(db, { ...terms, id: other, concertId: 'con_none', prices: [] })).toEqual({
    ok: false,
    error: { code: 'concert_not_found' },
  });
});

test('a withheld seat is not for sale until it is released; its owner keeps it', async () => {
  const sale = await makeSale(db, { seats: 6 });
  const { performanceId } = sale;
  const withhold = (seatNumbers: readonly number[], why: string | null) =>
    db.transaction(async (tx) => {
      await tx.query(
        'update seats set not_for_sale = $3 where performance_id = $1 and seat_number = any($2)',
        [performanceId, seatNumbers, why],
      );
      await noteSeatsChanged(tx, performanceId, seatNumbers);
    });
  const held = await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [1] });
  await withhold([1, 2, 3], 'blocked');
  await withhold([2], null);
  expect(await statuses.ofAll(performanceId)).toBe('HANAAA');
  const changed = await statuses.ofSeatChanges([
    { stream: performanceId, version: 1 },
    { stream: performanceId, version: 2 },
    { stream: 'prf_unknown', version: 1 },
  ]);
  expect([...changed.keys()]).toEqual([performanceId]);
  expect(changed.get(performanceId)?.toSorted(([a], [b]) => a - b)).toEqual([
    [1, 'H'],
    [2, 'A'],
    [3, 'N'],
  ]);
  await db.transaction((tx) => applyChange(tx, [held], { type: 'reservation.expired' }));
  expect(await statuses.ofAll(performanceId)).toBe('NANAAA');
});

test('a venue keeps the rows and labels of its plan; one imported earlier is described by seat names', async () => {
  const venueId = newId('ven');
  const read = readVenueImport({
    name: 'Hall',
    address: 'Seoul',
    seatingPlan: {
      name: '',
      categories: [{ name: 'R' }],
      zones: [
        {
          name: 'Main',
          position: { x: 0, y: 0 },
          rows: ['%s열', null].map((label, r) => ({
            row_number: '1',
            row_label: label,
            position: { x: 0, y: 25 * r },
            seats: [1, 2, 3].map((n) => ({
              seat_guid: `${r}-${n}`,
              seat_number: `${n}`,
              position: { x: 25 * n, y: 0 },
              category: 'R',
            })),
          })),
        },
      ],
    },
  });
  if (!read.ok) throw new Error(`the plan was refused: ${JSON.stringify(read.error)}`);
  await db.transaction((tx) => createVenue(tx, { ...read.value, id: venueId }));
  const plan = async () => {
    const plans = makeSeatPlans({
      db,
      maxSeats: 10,
      onRead: () => {},
      onFault: (_, error) => expect.fail(String(error)),
    });
    await plans.load(venueId);
    return plans.find(venueId)?.blocks.map((block) => block.map(({ label }) => label));
  };
  expect(await plan()).toEqual([
    ['Main 1열 1', 'Main 1열 2', 'Main 1열 3'],
    ['Main 1-1', 'Main 1-2', 'Main 1-3'],
  ]);
  await db.query(
    'update venue_seats set zone_index = null, row_index = null, label = null where venue_id = $1',
    [venueId],
  );
  expect(await plan()).toEqual([
    ['Main 1-1', 'Main 1-2', 'Main 1-3'],
    ['Main 1-1', 'Main 1-2', 'Main 1-3'],
  ]);
});

test.each([
  { name: 'a layout', sql: READ_LAYOUT, values: ['prf_a'] },
  { name: 'every seat of a performance', sql: READ_ALL_SEATS, values: ['prf_a'] },
  { name: 'the seats of events', sql: READ_SEAT_CHANGES, values: [['prf_a'], [1]] },
  {
    name: 'the current and former seats of reservations',
    sql: READ_TOUCHED_SEATS,
    values: [['res_a', 'res_b']],
  },
])('$name is found by indexes alone', async ({ sql, values }) => {
  const plan = await db.transaction(async (tx) => {
    await tx.query('set local enable_seqscan = off');
    return tx.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, values);
  });
  const text = plan.map((row) => row['QUERY PLAN']).join('\n');
  expect(text).toContain('Index');
  expect(text).not.toContain('Seq Scan');
});
