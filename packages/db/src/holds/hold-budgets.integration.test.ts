import type { HoldOutcome } from '@concert-mania/core/holds/commands';
import { makeDecideHolds } from '@concert-mania/core/holds/decide-holds';
import { expireHolds } from '@concert-mania/core/holds/expire-holds';
import type { HoldCommand } from '@concert-mania/core/holds/hold-snapshot';
import type { AccountId } from '@concert-mania/core/shared/ids';
import {
  addPerformance,
  makeAccount,
  makeSale,
  newId,
  type Sale,
} from '@concert-mania/testkit/data/builders';
import { decideAll, openHoldPartitions } from '@concert-mania/testkit/data/hold-partitions';
import { askToCancel, payByGateway } from '@concert-mania/testkit/data/payment-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { makePaymentStore } from '../money/payments/payment-store.ts';
import { makeCancellationStore } from '../money/refunds/cancellation-store.ts';
import { makeExpiryStore } from '../reservations/expiry-store.ts';
import type { HoldPartition } from './hold-partitions.ts';

const database = await testDatabase();
const db = openForTest(database);
const decide = makeDecideHolds(newId);
const expiry = makeExpiryStore(db);
const payments = makePaymentStore(db, newId);
const cancellations = makeCancellationStore(db, newId);
const TERMS = { payingMs: 12_000, checkAfterMs: 60_000, sent: true };
/** Two holds of four seats, each for a minute. */
const BUDGET = 480;
const MINUTE_MS = 60_000;

let partition: HoldPartition;
let sale: Sale;
let fan: AccountId;

beforeAll(async () => {
  const claimed = await openHoldPartitions({ url: database.url, db }).claim(0);
  if (!claimed) throw new Error('the partition of a fresh database has an owner');
  partition = claimed;
});
afterAll(() => partition.release());
beforeEach(async () => {
  sale = await makeSale(db, { seats: 20, holdBudgetSeatSeconds: BUDGET });
  fan = await makeAccount(db);
});

let jobs = 0;
async function ask(
  accountId = fan,
  { performanceId, concertId }: Omit<Sale, 'venueId'> = sale,
): Promise<HoldOutcome> {
  jobs += 1;
  const request = { bestAvailable: { quantity: 4, adjacent: true, preventOrphans: true, accessible: 0 } };
  const command: HoldCommand = {
    jobId: `job_b0${String(jobs).padStart(26, '0')}`,
    accountId,
    fingerprint: 'f',
    acceptedAt: new Date(),
    admitted: false,
    payload: { concertId, performanceId, queueToken: null, request },
  };
  const outcome = (await decideAll(partition.batches, [command], decide)).get(command.jobId)?.outcome;
  if (!outcome) throw new Error('nothing was decided');
  return outcome;
}
/** A hold that began a minute ago and expires now. */
async function holdForAMinute(accountId = fan) {
  const outcome = await ask(accountId);
  if (outcome.status !== 'succeeded') throw new Error(`not held: ${JSON.stringify(outcome)}`);
  const held = outcome.result.reservation;
  await db.query(
    `update reservations set created_at = now() - interval '1 minute', expires_at = now() where id = $1`,
    [held.id],
  );
  return { ...held, accountId };
}
const letRunOut = async () => {
  const { id } = await holdForAMinute();
  await expireHolds(expiry, { aborted: false });
  return id;
};
async function holdLonger() {
  const held = await holdForAMinute();
  await db.query(`update reservations set expires_at = now() + interval '1 minute' where id = $1`, [held.id]);
  return held;
}
const release = async () =>
  cancellations.claimCancellation(askToCancel(await holdLonger()), { checkAfterMs: 60_000 });
async function startPaying() {
  const claim = await payments.claimReservation(payByGateway(await holdLonger()), TERMS);
  if (claim.kind !== 'claimed') throw new Error('not claimed');
  return claim.open.payment.id;
}
const refusedUntil = async (): Promise<number> => {
  const outcome = await ask();
  expect(outcome).toMatchObject({ status: 'rejected', error: { code: 'hold_budget_used_up' } });
  return Date.parse((outcome as { error: { retryAt: string } }).error.retryAt);
};

test('refuses only an account that used up its budget, until the promised time', async () => {
  await letRunOut();
  await letRunOut();
  const inMs = (await refusedUntil()) - Date.now();
  expect(inMs).toBeGreaterThan(3 * MINUTE_MS);
  expect(inMs).toBeLessThan(9 * MINUTE_MS);
  expect(await ask(await makeAccount(db))).toMatchObject({ status: 'succeeded' });
  const performanceId = await addPerformance(db, sale);
  expect(await ask(fan, { concertId: sale.concertId, performanceId })).toMatchObject({ status: 'succeeded' });
  await db.query(
    "update hold_uses set held_at = held_at - $1 * interval '1 ms', ended_at = ended_at - $1 * interval '1 ms'",
    [inMs],
  );
  expect(await ask()).toMatchObject({ status: 'succeeded' });
});

test('charges the second released hold and not the first', async () => {
  await db.query('update concerts set hold_budget_seat_seconds = 200 where id = $1', [sale.concertId]);
  await release();
  await release();
  await refusedUntil();
});

test('charges nothing for paid seats, even after a declined payment', async () => {
  await db.query('update concerts set hold_budget_seat_seconds = 1 where id = $1', [sale.concertId]);
  await payments.settleDeclined(await startPaying(), 'REJECT_CARD_PAYMENT');
  await payments.settleApproved(await startPaying(), new Date());
  expect(await db.query('select unpaid_end from hold_uses where account_id = $1', [fan])).toEqual([
    { unpaid_end: 'declined' },
  ]);
});

test('removes the charge when late money retakes the seats of an expired hold', async () => {
  const paymentId = await startPaying();
  await db.query(`update reservations set status = 'held' where account_id = $1`, [fan]);
  await db.query(`update reservations set expires_at = now() where account_id = $1`, [fan]);
  await expireHolds(expiry, { aborted: false });
  expect(await db.query('select from hold_uses where account_id = $1', [fan])).toHaveLength(1);
  await payments.settleApproved(paymentId, new Date());
  expect(await db.query('select from hold_uses where account_id = $1', [fan])).toEqual([]);
});
