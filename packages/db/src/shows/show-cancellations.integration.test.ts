import { makeRefundEveryone } from '@concert-mania/core/shows/refund-everyone';
import { makeAccount, makeClerk, makeSale, newId } from '@concert-mania/testkit/data/builders';
import {
  askToCancel,
  commandOf,
  makeFundedAccount,
  payByGateway,
  payByWallet,
} from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { expect, test, vi } from 'vitest';
import { makeCatalogueStore } from '../catalogue/catalogue-store.ts';
import { makeCancellationStore } from '../money/refunds/cancellation-store.ts';
import {
  cancel,
  db,
  gateway,
  gatewayCancels,
  held,
  pay,
  reconcile,
  settleAll,
  store,
  TERMS,
} from '../money/refunds/testing/paid-reservations.ts';
import { makeShowCancellations } from './show-cancellations.ts';
import { makeShowCancellationReader } from './show-report.ts';

const DAY_MS = 86_400_000;
const cancellations = makeShowCancellations(db, makeCancellationStore(db, newId), newId);
const reader = makeShowCancellationReader(db);
const round = (most = 100) =>
  makeRefundEveryone({
    store,
    gateway,
    cancellations,
    terms: { checkAfterMs: 0 },
    most,
    atOnce: 4,
    roundMs: 5_000,
    leaseMs: 5_000,
    everyMs: 0,
    nowMs: () => performance.now(),
  })();

/** Two days before the start, when a fan would pay a fee of 30 %. */
async function makeShow() {
  const sale = await makeSale(db, { seats: 40, startsAt: new Date(Date.now() + 2 * DAY_MS) });
  let next = 0;
  const hold = async (seats = 1, accountId?: string) => {
    const seatNumbers = Array.from({ length: seats }, (_, n) => next + n + 1);
    next += seats;
    return makeHold(db, { sale, accountId: accountId ?? (await makeAccount(db)), seatNumbers });
  };
  const paidByGateway = async (seats?: number) => {
    const reservation = await hold(seats);
    expect(await pay(payByGateway(reservation))).toMatchObject({ status: 'succeeded' });
    return reservation;
  };
  const paidByWallet = async () => {
    const reservation = await hold(1, await makeFundedAccount(db, 200_000));
    expect(await pay(payByWallet(reservation))).toMatchObject({ status: 'succeeded' });
    return reservation;
  };
  const command = commandOf((await makeClerk(db)).accountId, {
    performanceId: sale.performanceId,
    reason: 'storm',
  });
  return { sale, hold, paidByGateway, paidByWallet, command };
}
type Show = Awaited<ReturnType<typeof makeShow>>;

const statusOf = async (id: string) =>
  (await db.query<{ status: string }>('select status from reservations where id = $1', [id]))[0]?.status;
/** The cancellation began long enough ago for its report. */
const letTimePass = ({ sale }: Show) =>
  db.query(
    `update show_cancellations set started_at = started_at - interval '10 seconds' where performance_id = $1`,
    [sale.performanceId],
  );
async function refundAll(show: Show) {
  await letTimePass(show);
  await vi.waitFor(async () => {
    const { finished, faults } = await round();
    expect(faults).toEqual([]);
    expect(finished).toEqual([show.command.jobId]);
  });
  const outcome = await cancellations.begin(show.command);
  if (outcome.kind !== 'decided' || outcome.outcome.status !== 'succeeded') throw new Error('no report');
  return outcome.outcome.result;
}
const noticesOf = (ids: readonly string[]) =>
  db.query<{ template: string; subject_id: string }>(
    `select template, subject_id from notifications where subject_id = any($1) and channel = 'email'`,
    [ids],
  );
/** The sum of the ledger's refunds since the cancellation of a performance began. */
async function refundedInLedger({ sale }: Show) {
  const [row] = await db.query<{ amount: number }>(
    `select coalesce(sum(e.amount), 0)::bigint as amount
     from show_cancellations c join show_cancellation_items i on i.performance_id = c.performance_id
     join payments p on p.reservation_id = i.reservation_id join refunds f on f.payment_id = p.id and f.created_at >= c.started_at
     join ledger_transfers t on t.reference = f.id and t.kind = 'refund'
     join ledger_entries e on e.transfer_id = t.id and e.amount > 0 and e.ledger_account <> 'cancellation-fees'
     where c.performance_id = $1`,
    [sale.performanceId],
  );
  return row?.amount;
}

test('ends the sale at once, then refunds everybody in full and reports what the ledger says', async () => {
  const show = await makeShow();
  const held1 = await show.hold(2);
  const gatewayPaid = await show.paidByGateway(2);
  const walletPaid = await show.paidByWallet();
  const earlier = await show.paidByGateway();
  expect(await cancel(askToCancel(earlier))).toMatchObject({ status: 'succeeded' });

  expect(await cancellations.begin(show.command)).toEqual({ kind: 'under_way', isNew: true });
  expect(await cancellations.begin(show.command)).toEqual({ kind: 'under_way', isNew: false });
  const [performance] = (await makeCatalogueStore(db).listPerformances(show.sale.concertId)) ?? [];
  expect(performance).toMatchObject({ saleStatus: 'closed', cancelled: true });
  expect(await pay(payByGateway(held1))).toMatchObject({
    status: 'rejected',
    error: { code: 'sale_closed' },
  });
  expect(await reader.findReportOf(show.command.jobId)).toMatchObject({
    total: 3,
    done: 0,
    refundedAmount: 0,
  });

  const report = await refundAll(show);
  expect(report).toEqual({
    total: 3,
    done: 3,
    refundedAmount: 450_000,
    blocked: 0,
    blockedAmount: 0,
    cancelledBefore: 1,
    atDesk: 0,
    atDeskAmount: 0,
  });
  expect(report.refundedAmount).toBe(await refundedInLedger(show));
  expect(await statusOf(held1.id)).toBe('released');
  for (const paid of [gatewayPaid, walletPaid]) expect(await statusOf(paid.id)).toBe('cancelled');
  const all = [held1, gatewayPaid, walletPaid].map(({ id }) => id);
  const notices = await noticesOf(all);
  expect(notices.map(({ subject_id }) => subject_id).sort()).toEqual([...all].sort());
  expect(new Set(notices.map(({ template }) => template))).toEqual(new Set(['performance_cancelled']));
  const actions = await db.query(`select action from staff_actions where account_id = $1`, [
    show.command.accountId,
  ]);
  expect(actions).toEqual([{ action: 'performance.cancelled' }]);
});

test('refuses to cancel a performance twice, or one that does not exist', async () => {
  const show = await makeShow();
  await cancellations.begin(show.command);
  await refundAll(show);
  const again = commandOf(show.command.accountId, show.command.payload);
  const code = { kind: 'decided', outcome: { status: 'rejected', error: { code: 'performance_cancelled' } } };
  for (let times = 0; times < 2; times += 1) expect(await cancellations.begin(again)).toMatchObject(code);
  const missing = commandOf(show.command.accountId, { performanceId: 'prf_none', reason: 'x' });
  expect(await cancellations.begin(missing)).toMatchObject({
    outcome: { error: { code: 'performance_not_found' } },
  });
});

test('gives money back that is captured after the cancellation, and issues no ticket for it', async () => {
  const show = await makeShow();
  const reservation = await show.hold();
  const command = payByGateway(reservation);
  const claim = await store.claimReservation(command, { ...TERMS, payingMs: 60_000 });
  if (claim.kind !== 'claimed') throw new Error('not claimed');
  await cancellations.begin(show.command);
  await letTimePass(show);
  expect((await round()).finished).toEqual([]);
  const { paymentKey } = command.payload;
  held.set(paymentKey, { orderId: reservation.id, amount: reservation.totalAmount, cancelled: 0 });
  await vi.waitFor(async () => {
    await reconcile();
    expect(held.get(paymentKey)?.cancelled).toBe(reservation.totalAmount);
  });
  expect(await refundAll(show)).toMatchObject({ total: 1, done: 1, refundedAmount: 150_000 });
  expect(await statusOf(reservation.id)).toBe('expired');
  expect(await db.query('select from tickets where reservation_id = $1', [reservation.id])).toEqual([]);
});

test('lists a refund that the gateway refuses for good, and ends the others', async () => {
  const show = await makeShow();
  const stuck = await show.paidByGateway();
  gatewayCancels.refusal = 'NOT_CANCELABLE_PAYMENT';
  await cancellations.begin(show.command);
  await vi.waitFor(async () => {
    await round();
    expect((await reader.find(show.sale.performanceId))?.report.blocked).toBe(1);
  });
  gatewayCancels.refusal = null;
  const report = await refundAll(show);
  expect(report).toMatchObject({ total: 1, done: 0, blocked: 1, blockedAmount: 150_000, refundedAmount: 0 });
  expect(await reader.find(show.sale.performanceId)).toMatchObject({
    finishedAt: expect.any(Date),
    blocked: [stuck.id],
  });
  await settleAll();
  expect((await reader.find(show.sale.performanceId))?.report).toMatchObject({
    done: 1,
    blocked: 0,
    refundedAmount: 150_000,
  });
});

test('ends a bounded number of reservations in a round, and none while the gateway is away', async () => {
  const show = await makeShow();
  for (let n = 0; n < 5; n += 1) await show.hold();
  await cancellations.begin(show.command);
  expect((await round(2)).handled).toBe(2);
  expect((await round(2)).handled).toBe(2);
  expect((await round(2)).handled).toBe(1);
  expect(await refundAll(show)).toMatchObject({ total: 5, done: 5 });
});

test('finds a hold that was decided while the performance was being cancelled', async () => {
  const show = await makeShow();
  await cancellations.begin(show.command);
  const late = await show.hold();
  await letTimePass(show);
  expect((await round()).handled).toBe(1);
  expect(await statusOf(late.id)).toBe('released');
  expect(await refundAll(show)).toMatchObject({ total: 1, done: 1 });
  expect(await noticesOf([late.id])).toHaveLength(1);
});
