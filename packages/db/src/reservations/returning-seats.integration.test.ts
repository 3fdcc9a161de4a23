import { makeRefreshSeats } from '@concert-mania/core/events/refresh-seats';
import {
  makeAccount,
  makeSale,
  newId,
  type Sale,
  type SaleOptions,
} from '@concert-mania/testkit/data/builders';
import { askToCancel, makeFundedAccount, payByWallet } from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { afterEach, expect, test } from 'vitest';
import { audit } from '../audit/audit.ts';
import { makeSalesReader } from '../catalogue/admin-sales.ts';
import { makeSeatStatusReader } from '../catalogue/seat-status-store.ts';
import { makePaymentStore } from '../money/payments/payment-store.ts';
import { makeCancellationStore } from '../money/refunds/cancellation-store.ts';
import { makeSeatReturns } from './returning-seats.ts';

const database = await testDatabase();
const db = openForTest(database, 10);
const payments = makePaymentStore(db, newId);
const cancellations = makeCancellationStore(db, newId);
const returns = makeSeatReturns(db);
const status = makeSeatStatusReader(db);
const WINDOW_SECONDS = 1_800;
const PRICE = 150_000;

afterEach(async () => {
  expect(await audit(db)).toEqual([]);
});

/** A sale whose seats 1 to 4 were bought and cancelled. */
async function makeCancelled(options: SaleOptions = {}) {
  const sale = await makeSale(db, { seats: 6, returnCancelledWithinSeconds: WINDOW_SECONDS, ...options });
  const accountId = await makeFundedAccount(db, 4 * PRICE);
  const hold = await makeHold(db, { sale, accountId, seatNumbers: [1, 2, 3, 4] });
  await payments.payFromWallet(payByWallet(hold));
  await cancellations.claimCancellation(askToCancel(hold), { checkAfterMs: 60_000 });
  return { sale, hold };
}
const due = (sale: Sale, ...seatNumbers: number[]) =>
  db.query(
    'update returning_seats set returns_at = now() where performance_id = $1 and seat_number = any($2)',
    [sale.performanceId, seatNumbers],
  );
const momentsOf = (sale: Sale) =>
  db.query<{ seconds: number }>(
    `select extract(epoch from returns_at - now())::float8 as seconds from returning_seats where performance_id = $1`,
    [sale.performanceId],
  );

test('withholds each cancelled seat until its own random time within the window', async () => {
  const { sale } = await makeCancelled();
  expect(await status.ofAll(sale.performanceId)).toBe('NNNNAA');
  expect(await makeSalesReader(db).find(sale.performanceId)).toMatchObject({
    available: 2,
    sold: 0,
    notForSale: 4,
    returning: 4,
  });
  const moments = (await momentsOf(sale)).map(({ seconds }) => seconds);
  expect(new Set(moments).size).toBe(4);
  expect(Math.min(...moments)).toBeGreaterThan(-60);
  expect(Math.max(...moments)).toBeLessThan(WINDOW_SECONDS);
  const stranger = await makeAccount(db);
  await expect(makeHold(db, { sale, accountId: stranger, seatNumbers: [5, 6] })).resolves.toBeDefined();
});

test('returns each seat once when it is due and notifies seat maps, under parallel sweeps', async () => {
  const { sale } = await makeCancelled();
  await db.query(`update returning_seats set returns_at = now() + interval '1 hour'`);
  expect(await returns.returnDue()).toBe(0);
  await due(sale, 2, 4);
  const swept = await Promise.all([1, 2, 3].map(() => returns.returnDue()));
  const late = await returns.returnDue();
  expect([...swept, late].reduce((sum, seats) => sum + seats, 0)).toBe(2);
  expect(await status.ofAll(sale.performanceId)).toBe('NANAAA');
  const events = await db.query<{ stream: string; version: number; type: string; payload: object }>(
    `select stream, version, type, payload from domain_events where type = 'performance.seats_changed' and stream = $1`,
    [sale.performanceId],
  );
  expect(events.map(({ payload }) => payload)).toEqual([{ seatNumbers: [2, 4] }]);
  const applied = new Map<string, unknown>();
  const refresh = makeRefreshSeats({
    truth: status,
    cache: { apply: async (id, changes) => void applied.set(id, changes) },
  });
  await refresh(events.map((event) => ({ ...event, id: 'e', position: 1, occurredAt: new Date() })));
  expect(applied.get(sale.performanceId)).toEqual([
    [2, 'A'],
    [4, 'A'],
  ]);
  await due(sale, 1, 3);
  expect(await returns.returnDue()).toBe(2);
  expect(await status.ofAll(sale.performanceId)).toBe('AAAAAA');
});

test('leaves the seats of a concert that an administrator is changing to the next sweep', async () => {
  const { sale } = await makeCancelled();
  await due(sale, 1, 2, 3, 4);
  await db.transaction(async (tx) => {
    await tx.query('select from concerts where id = $1 for update', [sale.concertId]);
    expect(await returns.returnDue()).toBe(0);
  });
  expect(await returns.returnDue()).toBe(4);
});

test('returns cancelled seats at once without a window or once the sale is over, and a released hold in any case', async () => {
  const { sale } = await makeCancelled({ returnCancelledWithinSeconds: 0 });
  expect(await status.ofAll(sale.performanceId)).toBe('AAAAAA');
  const over = await makeCancelled({ closesAt: new Date(Date.now() - 1_000) });
  expect(await status.ofAll(over.sale.performanceId)).toBe('AAAAAA');
  const soon = await makeCancelled({ closesAt: new Date(Date.now() + 60_000) });
  expect(Math.max(...(await momentsOf(soon.sale)).map(({ seconds }) => seconds))).toBeLessThan(60);
  const accountId = await makeAccount(db);
  const held = await makeHold(db, { sale: soon.sale, accountId, seatNumbers: [5] });
  await cancellations.claimCancellation(askToCancel(held), { checkAfterMs: 60_000 });
  expect(await status.ofAll(soon.sale.performanceId)).toBe('NNNNAA');
});

test('reports a withheld seat without a return time, and an overdue one', async () => {
  await db.query(`update returning_seats set returns_at = now() + interval '1 hour'`);
  const { performanceId } = (await makeCancelled()).sale;
  await db.query(
    `update returning_seats set returns_at = now() - interval '1 minute' where performance_id = $1 and seat_number = 1`,
    [performanceId],
  );
  await db.query('delete from returning_seats where performance_id = $1 and seat_number = 2', [
    performanceId,
  ]);
  const findings = await audit(db);
  expect(findings.map(({ check, subject, detail }) => [check, subject, detail.split(' at ')[0]])).toEqual([
    ['cancelled-seats-return', `${performanceId} seat 1`, 'was due to return'],
    ['cancelled-seats-return', `${performanceId} seat 2`, 'is withheld as cancelled and never returns'],
  ]);
  await db.query('delete from returning_seats where performance_id = $1', [performanceId]);
  await db.query('update seats set not_for_sale = null where performance_id = $1', [performanceId]);
});
