import type { RecordedEvent } from '@concert-mania/core/events/model';
import { isAboutAccount, NOTICE_EVENT_TYPES, noticesOf } from '@concert-mania/core/notifications/model';
import type {
  CancelAnswer,
  GatewayAnswer,
  PaymentGateway,
} from '@concert-mania/core/payments/gateway/gateway';
import { makeGatewaySlots } from '@concert-mania/core/payments/gateway/gateway-slots';
import { makePayReservation } from '@concert-mania/core/payments/pay-reservation';
import { PaymentUnsettled } from '@concert-mania/core/payments/ports';
import { makeReconcilePayments } from '@concert-mania/core/payments/reconcile-payments';
import { makeCancelReservation } from '@concert-mania/core/payments/refunds/cancel-reservation';
import { makeAccount, makeClerk, makeSale, newId } from '@concert-mania/testkit/data/builders';
import {
  cancelOf,
  makeFundedAccount,
  payByGateway,
  topUpOf,
} from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { audit } from '../../audit/audit.ts';
import { makeOutcomeStore } from '../../events/outcomes.ts';
import { makeNotificationStore } from '../../notifications/notification-store.ts';
import { makeExpiryStore } from '../../reservations/expiry-store.ts';
import { makeReservationReader } from '../../reservations/reservation-store.ts';
import { makePaymentReader, makePaymentStore, makePaymentWebhooks } from '../payments/payment-store.ts';
import { makeWalletStore } from '../wallet/wallet-store.ts';
import { makeCancellationStore } from './cancellation-store.ts';
import { makeStuckMoneyDesk } from './stuck-money-store.ts';

const database = await testDatabase();
const db = openForTest(database, 10);
const store = makePaymentStore(db, newId);
const desk = makeStuckMoneyDesk(db, newId);
const reservations = makeReservationReader(db);
const payments = makePaymentReader(db);
const webhooks = makePaymentWebhooks(db);
const DAY_MS = 86_400_000;
const TERMS = { payingMs: 30_000, checkAfterMs: 0, sent: true };
const BY_HAND = { reference: 'bank transfer 4711', note: 'card closed, paid to the account' };

/**
 * A gateway that holds money by payment key; a test plays its desk, and may have it refuse every
 * cancel.
 */
const held = new Map<string, { orderId: string; amount: number; cancelled: number }>();
let refusal: string | null = null;
let cancelCalls = 0;
/** While set, cancels get no answer, and are carried out when they are called. */
let lostCancels: (() => void)[] | null = null;
const gateway: PaymentGateway = {
  health: () => 'well',
  confirm: async ({ paymentKey, orderId, amount }) => {
    held.set(paymentKey, held.get(paymentKey) ?? { orderId, amount, cancelled: 0 });
    return lookUp(paymentKey);
  },
  inquire: async ({ paymentKey }) => lookUp(paymentKey),
  cancel: async ({ paymentKey, amount, reason }): Promise<CancelAnswer> => {
    cancelCalls += 1;
    const money = held.get(paymentKey);
    const refused = (code: string): CancelAnswer => ({ kind: 'refused', code, message: `no: ${code}` });
    if (!money || reason.trim() === '') return refused('INVALID_REQUEST');
    if (refusal !== null) return refused(refusal);
    if (money.cancelled + amount > money.amount) return refused('NOT_CANCELABLE_AMOUNT');
    if (lostCancels) {
      lostCancels.push(() => {
        money.cancelled += amount;
      });
      return { kind: 'unknown', reason: 'TimeoutError' };
    }
    money.cancelled += amount;
    return { kind: 'cancelled', cancelledAmount: money.cancelled };
  },
};
function lookUp(paymentKey: string): GatewayAnswer {
  const money = held.get(paymentKey);
  if (!money) return { kind: 'not_found', code: 'NOT_FOUND_PAYMENT' };
  const { orderId, amount, cancelled: cancelledAmount } = money;
  return { kind: 'approved', paymentKey, orderId, amount, cancelledAmount, approvedAt: new Date(1_000) };
}
let news = 0;
const nextEventId = () => {
  news += 1;
  return `evt_${news}`;
};
/** Gives money back at the gateway's own desk; its webhook arrives. */
async function giveBackAtDesk(paymentKey: string, amount: number): Promise<void> {
  const money = held.get(paymentKey);
  if (!money) throw new Error(`the gateway holds nothing under ${paymentKey}`);
  money.cancelled += amount;
  const status = money.cancelled === money.amount ? 'CANCELED' : 'PARTIAL_CANCELED';
  await webhooks.receive({ id: nextEventId(), paymentKey, status });
}

const blocked: string[] = [];
const ports = {
  store,
  gateway,
  cancellations: makeCancellationStore(db, newId),
  terms: { ...TERMS, queuedMs: TERMS.payingMs },
  slots: makeGatewaySlots(1),
  batchSize: 100,
  times: { leaseMs: 0, sessionMs: 600_000 },
  onBlocked: ({ id }: { id: string }, { code }: { code: string }) => void blocked.push(`${id} ${code}`),
};
const pay = makePayReservation(ports);
const cancel = makeCancelReservation(ports);
const reconcile = makeReconcilePayments(ports);

beforeEach(() => {
  refusal = null;
  lostCancels = null;
  cancelCalls = 0;
});
afterEach(async () => {
  expect(await audit(db, { overdueGraceSeconds: 3_600 })).toEqual([]);
});

/**
 * A reservation of one seat of 150,000 won, paid by the gateway. `days` before it starts: 40
 * without a fee, 2 with 30 %.
 */
async function makePaid(days = 40) {
  const startsAt = new Date(Date.now() + days * DAY_MS);
  const sale = await makeSale(db, { seats: 20, startsAt });
  const accountId = await makeAccount(db);
  const hold = await makeHold(db, { sale, accountId, seatNumbers: [1] });
  const command = payByGateway(hold);
  expect(await pay(command)).toMatchObject({ status: 'succeeded' });
  return { sale, accountId, hold, paymentKey: command.payload.paymentKey };
}
type Paid = Awaited<ReturnType<typeof makePaid>>;

const lookAt = async ({ hold, sale }: Paid) => {
  const detail = await reservations.find(hold.accountId, hold.id);
  const [seat] = await db.query<{ sold: boolean }>(
    'select sold from seats where performance_id = $1 and seat_number = 1',
    [sale.performanceId],
  );
  const [payment] = detail?.payments ?? [];
  return {
    reservation: detail?.reservation.status,
    sold: seat?.sold,
    payment: payment?.status,
    refunded: payment?.refundedAmount,
  };
};
const ENDED = { reservation: 'cancelled', sold: false, payment: 'cancelled', refunded: 150_000 };
const stuckOf = async ({ hold }: Pick<Paid, 'hold'>) =>
  (await desk.list({ after: null, limit: 100 })).items.filter((item) => item.reservationId === hold.id);
const balanceOf = async (account: string, { paymentKey }: Pick<Paid, 'paymentKey'>) => {
  const [row] = await db.query<{ amount: number }>(
    `select coalesce(sum(e.amount), 0)::bigint as amount from ledger_entries e join ledger_transfers t on t.id = e.transfer_id
     where e.ledger_account = $1 and exists (select from payments p left join refunds f on f.payment_id = p.id
       where p.payment_key = $2 and t.reference in (p.id, f.id))`,
    [account, paymentKey],
  );
  return row?.amount;
};
const auditNames = async () => (await audit(db, { overdueGraceSeconds: 3_600 })).map(({ check }) => check);

/** Ends what a test leaves to a person, so that the next one finds clean books. */
async function settleAll(): Promise<void> {
  const clerk = await makeClerk(db);
  for (const { id } of (await desk.list({ after: null, limit: 100 })).items)
    await desk.settle(id, clerk, BY_HAND);
}

test('refunds the rest of a payment that the desk refunded in part, and ends', async () => {
  const made = await makePaid();
  held.get(made.paymentKey)!.cancelled = 1_000;
  expect(await cancel(cancelOf(made.hold))).toMatchObject({
    status: 'succeeded',
    result: { reservation: { status: 'cancelled' }, refundAmount: 150_000, feeAmount: 0 },
  });
  expect(held.get(made.paymentKey)).toMatchObject({ cancelled: 150_000 });
  expect(await lookAt(made)).toEqual(ENDED);
  expect(await balanceOf('gateway-clearing', made)).toBe(0);
  const refunds = await db.query(
    'select f.amount, elsewhere_amount from refunds f join payments p on p.id = f.payment_id where p.payment_key = $1',
    [made.paymentKey],
  );
  expect(refunds).toEqual([{ amount: 150_000, elsewhere_amount: 1_000 }]);
});

test.each([
  ['less than is due', 1_000, 105_000, 45_000],
  ['more than is due', 120_000, 120_000, 30_000],
])('counts what the desk gave back toward a refund with a fee: %s', async (_, atDesk, refunded, kept) => {
  for (const isKnown of [false, true]) {
    const made = await makePaid(2);
    if (isKnown) {
      await giveBackAtDesk(made.paymentKey, atDesk);
      await reconcile();
      expect(await lookAt(made)).toMatchObject({ reservation: 'confirmed', refunded: atDesk });
    } else held.get(made.paymentKey)!.cancelled = atDesk;
    const outcome = await cancel(cancelOf(made.hold));
    expect(outcome).toMatchObject({ status: 'succeeded', result: { refundAmount: refunded } });
    expect(held.get(made.paymentKey)).toMatchObject({ cancelled: refunded });
    expect(await lookAt(made)).toMatchObject({ reservation: 'cancelled', sold: false, refunded });
    expect(await balanceOf('gateway-clearing', made)).toBe(refunded - 150_000);
    expect(await balanceOf('cancellation-fees', made)).toBe(kept);
  }
});

test.each([
  ['is carried out after all', true, 16_000],
  ['was lost', false, 15_000],
])(
  'has one cancel under way at a time, though the desk gives a part back meanwhile: the first %s',
  async (_, isLate, given) => {
    const made = await makePaid();
    await db.query(`update concerts set refund_policy = $1 where id = $2`, [
      JSON.stringify({ fees: [{ minDaysBefore: 0, feePercent: 90 }], grace: null }),
      made.hold.concertId,
    ]);
    const look = async () => {
      await db.query(`update refunds set check_at = now() where status = 'in_progress'`);
      await reconcile();
    };
    const lost: (() => void)[] = [];
    lostCancels = lost;
    await expect(cancel(cancelOf(made.hold))).rejects.toBeInstanceOf(PaymentUnsettled);
    lostCancels = null;
    await giveBackAtDesk(made.paymentKey, 1_000);
    await look();
    if (isLate) for (const late of lost) late();
    else await db.query(`update refunds set cancel_at = now() - interval '11 minutes'`);
    await look();
    expect(held.get(made.paymentKey)?.cancelled).toBe(given);
    expect(await lookAt(made)).toMatchObject({ reservation: 'cancelled', refunded: given });
    expect(await balanceOf('gateway-clearing', made)).toBe(given - 150_000);
  },
);

test('leaves a refund that the gateway refuses for good to a person at once, and does not request it again', async () => {
  const made = await makePaid();
  refusal = 'NOT_CANCELABLE_PAYMENT';
  const command = cancelOf(made.hold);
  await expect(cancel(command)).rejects.toBeInstanceOf(PaymentUnsettled);
  await expect(cancel(command)).rejects.toBeInstanceOf(PaymentUnsettled);
  await reconcile();
  await reconcile();
  expect(cancelCalls).toBe(1);
  const [stuck] = await stuckOf(made);
  expect(stuck).toMatchObject({
    kind: 'refund_refused',
    accountId: made.accountId,
    wantedAmount: 150_000,
    balanceAmount: 150_000,
    code: 'NOT_CANCELABLE_PAYMENT',
    message: 'no: NOT_CANCELABLE_PAYMENT',
    attempts: 1,
  });
  expect(blocked.filter((entry) => entry.endsWith('NOT_CANCELABLE_PAYMENT'))).toHaveLength(1);
  expect(await lookAt(made)).toMatchObject({ reservation: 'cancelling', sold: true, refunded: 0 });
  expect(await auditNames()).toEqual(['no-money-is-stuck']);
  expect(await desk.count()).toEqual([{ kind: 'refund_refused', items: 1, amount: 150_000 }]);
  await settleAll();
});

test('settles a refused refund by hand: the seat is free, the books name the person, the job has its outcome', async () => {
  const made = await makePaid(2);
  refusal = 'NOT_CANCELABLE_PAYMENT';
  const command = cancelOf(made.hold);
  await expect(cancel(command)).rejects.toBeInstanceOf(PaymentUnsettled);
  const [stuck] = await stuckOf(made);
  const clerk = await makeClerk(db);
  const answers = await Promise.all([1, 2, 3].map(() => desk.settle(stuck!.id, clerk, BY_HAND)));
  for (const answer of answers) {
    expect(answer).toMatchObject({
      ok: true,
      value: { settled: { ...BY_HAND, settledBy: clerk.accountId, wantedAmount: 105_000 } },
    });
  }
  expect(answers.filter((answer) => answer.ok && answer.value.jobId === command.jobId)).toHaveLength(1);
  expect(await desk.settle(stuck!.id, clerk, { ...BY_HAND, reference: 'another' })).toMatchObject({
    error: { code: 'settled_otherwise' },
  });
  expect(await desk.settle('stk_none', clerk, BY_HAND)).toMatchObject({ error: { code: 'not_found' } });
  expect(await stuckOf(made)).toEqual([]);
  expect(await lookAt(made)).toMatchObject({ reservation: 'cancelled', sold: false, refunded: 105_000 });
  expect(await balanceOf('settled-by-hand', made)).toBe(105_000);
  expect(await balanceOf('gateway-clearing', made)).toBe(-150_000);
  expect(await cancel(command)).toMatchObject({ result: { refundAmount: 105_000, feeAmount: 45_000 } });
  expect(await makeOutcomeStore(db).findOutcome(command.jobId)).toMatchObject({ status: 'succeeded' });
  const events = await db.query<{ type: string }>(
    'select type from domain_events where stream = $1 order by version',
    [stuck!.id],
  );
  expect(events.map(({ type }) => type)).toEqual(['money.blocked', 'money.settled']);
});

test('ends a refused refund by itself when the desk gives it back', async () => {
  const made = await makePaid();
  refusal = 'NOT_CANCELABLE_PAYMENT';
  const command = cancelOf(made.hold);
  await expect(cancel(command)).rejects.toBeInstanceOf(PaymentUnsettled);
  await giveBackAtDesk(made.paymentKey, 150_000);
  expect((await reconcile()).settled).toContain(command.jobId);
  expect(await lookAt(made)).toEqual(ENDED);
  expect(await stuckOf(made)).toEqual([]);
  expect(cancelCalls).toBe(1);
});

test('asks a person for no more than is still due of a refused refund once the desk gave a part back', async () => {
  const made = await makePaid();
  refusal = 'NOT_CANCELABLE_PAYMENT';
  await expect(cancel(cancelOf(made.hold))).rejects.toBeInstanceOf(PaymentUnsettled);
  await giveBackAtDesk(made.paymentKey, 50_000);
  await reconcile();
  expect(await stuckOf(made)).toMatchObject([{ wantedAmount: 100_000, balanceAmount: 100_000 }]);
  await settleAll();
  expect(await lookAt(made)).toEqual(ENDED);
  expect(await balanceOf('settled-by-hand', made)).toBe(100_000);
  await webhooks.receive({ id: nextEventId(), paymentKey: made.paymentKey, status: 'PARTIAL_CANCELED' });
  await reconcile();
  expect(await stuckOf(made)).toEqual([]);
});

test('closes what is listed although its refund or payment has ended, by a worker that knows no list', async () => {
  const made = await makePaid();
  refusal = 'NOT_CANCELABLE_PAYMENT';
  await expect(cancel(cancelOf(made.hold))).rejects.toBeInstanceOf(PaymentUnsettled);
  const sale = await makeSale(db, { seats: 20 });
  const unclear = await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [1] });
  const command = payByGateway(unclear);
  const { paymentKey } = command.payload;
  held.set(paymentKey, { orderId: unclear.id, amount: 149_000, cancelled: 0 });
  await expect(pay(command)).rejects.toBeInstanceOf(PaymentUnsettled);
  await giveBackAtDesk(made.paymentKey, 150_000);
  await giveBackAtDesk(paymentKey, 149_000);
  await reconcile();
  const reopened = await db.query<{ id: string }>(
    `update stuck_money set settled_at = null where settled_by is null and payment_id in
       (select id from payments where payment_key = any($1)) returning id`,
    [[made.paymentKey, paymentKey]],
  );
  expect(reopened).toHaveLength(2);
  const clerk = await makeClerk(db);
  for (const { id } of reopened) {
    await db.query('delete from domain_events where stream = $1 and version = 2', [id]);
    expect(await desk.settle(id, clerk, BY_HAND)).toMatchObject({ ok: true, value: { jobId: null } });
  }
  expect(await lookAt(made)).toEqual(ENDED);
});

test('reports but does not book money that the gateway gives back after it was settled by hand', async () => {
  const made = await makePaid();
  refusal = 'NOT_CANCELABLE_PAYMENT';
  await expect(cancel(cancelOf(made.hold))).rejects.toBeInstanceOf(PaymentUnsettled);
  await settleAll();
  await giveBackAtDesk(made.paymentKey, 150_000);
  await reconcile();
  expect(await stuckOf(made)).toMatchObject([{ kind: 'refunded_twice', wantedAmount: 150_000 }]);
  expect(await lookAt(made)).toEqual(ENDED);
  await settleAll();
  await webhooks.receive({ id: nextEventId(), paymentKey: made.paymentKey, status: 'CANCELED' });
  await reconcile();
  expect(await stuckOf(made)).toEqual([]);
});

test('books a partial refund by the desk; the ticket stays valid', async () => {
  const made = await makePaid();
  await giveBackAtDesk(made.paymentKey, 1_000);
  await reconcile();
  await reconcile();
  expect(await lookAt(made)).toEqual({
    reservation: 'confirmed',
    sold: true,
    payment: 'partially_cancelled',
    refunded: 1_000,
  });
  expect(await stuckOf(made)).toEqual([]);
  expect(await cancel(cancelOf(made.hold))).toMatchObject({ result: { refundAmount: 150_000 } });
  expect(await lookAt(made)).toEqual(ENDED);
});

test('leaves a ticket whose whole payment the desk gave back to a person', async () => {
  const [byHand, byFan] = [await makePaid(), await makePaid()];
  for (const made of [byHand, byFan]) {
    await giveBackAtDesk(made.paymentKey, 150_000);
    await reconcile();
    expect(await lookAt(made)).toMatchObject({ reservation: 'confirmed', sold: true, payment: 'cancelled' });
    expect(await stuckOf(made)).toMatchObject([{ kind: 'refunded_elsewhere', wantedAmount: 150_000 }]);
  }
  expect(new Set(await auditNames())).toEqual(new Set(['no-money-is-stuck']));
  // The fan gives the ticket up, or the box office does.
  expect(await cancel(cancelOf(byFan.hold))).toMatchObject({
    result: { refundAmount: 150_000, feeAmount: 0 },
  });
  expect(await stuckOf(byFan)).toEqual([]);
  await settleAll();
  for (const made of [byHand, byFan]) expect(await lookAt(made)).toEqual(ENDED);
  expect(cancelCalls).toBe(0);
});

test('takes a top-up that the desk gave back out of the wallet, or leaves it to a person if it is spent', async () => {
  for (const spent of [false, true]) {
    const accountId = await makeFundedAccount(db, 10_000);
    const command = topUpOf(accountId);
    const claim = await store.claimTopUp(command, TERMS);
    if (claim.kind !== 'claimed') throw new Error('not claimed');
    await gateway.confirm({ ...claim.open.payment, idempotencyKey: 'x' });
    await store.settleApproved(claim.open.payment.id, new Date());
    if (spent) {
      const sale = await makeSale(db, { seats: 20 });
      const hold = await makeHold(db, { sale, accountId, seatNumbers: [1], price: 55_000 });
      const paid = { ...payByGateway(hold), payload: { method: 'wallet' as const, reservationId: hold.id } };
      expect(await store.payFromWallet(paid)).toMatchObject({ status: 'succeeded' });
    }
    await giveBackAtDesk(command.payload.paymentKey, 50_000);
    await reconcile();
    expect(await makeWalletStore(db).findBalance(accountId)).toBe(spent ? 5_000 : 10_000);
    expect(await payments.findPayment(accountId, claim.open.payment.id)).toMatchObject({
      payment: { status: 'cancelled' },
    });
    const stuck = (await desk.list({ after: null, limit: 10 })).items;
    expect(stuck.map(({ kind, code }) => [kind, code])).toEqual(
      spent ? [['refunded_elsewhere', 'TOP_UP_SPENT']] : [],
    );
  }
  await settleAll();
});

test('adds up for a person what the desk gave back of a top-up that is spent', async () => {
  const accountId = await makeFundedAccount(db, 10_000);
  const command = topUpOf(accountId);
  const claim = await store.claimTopUp(command, TERMS);
  if (claim.kind !== 'claimed') throw new Error('not claimed');
  await gateway.confirm({ ...claim.open.payment, idempotencyKey: 'x' });
  await store.settleApproved(claim.open.payment.id, new Date());
  const sale = await makeSale(db, { seats: 20 });
  const hold = await makeHold(db, { sale, accountId, seatNumbers: [1], price: 60_000 });
  const paid = { ...payByGateway(hold), payload: { method: 'wallet' as const, reservationId: hold.id } };
  expect(await store.payFromWallet(paid)).toMatchObject({ status: 'succeeded' });
  for (const amount of [30_000, 20_000]) {
    await giveBackAtDesk(command.payload.paymentKey, amount);
    await reconcile();
  }
  const stuck = (await desk.list({ after: null, limit: 10 })).items;
  expect(stuck).toMatchObject([{ code: 'TOP_UP_SPENT', wantedAmount: 50_000, balanceAmount: 0 }]);
  await settleAll();
});

test('books the remaining money when a part was given back before the approval was known', async () => {
  const sale = await makeSale(db, { seats: 20 });
  const accountId = await makeAccount(db);
  const hold = await makeHold(db, { sale, accountId, seatNumbers: [1] });
  const claim = await store.claimReservation(payByGateway(hold), TERMS);
  if (claim.kind !== 'claimed') throw new Error('not claimed');
  expect(await store.settleApproved(claim.open.payment.id, new Date(), 1_000)).toMatchObject({
    outcome: { result: { payment: { status: 'partially_cancelled', refundedAmount: 1_000 } } },
  });
  const topUp = await store.claimTopUp(topUpOf(accountId), TERMS);
  if (topUp.kind !== 'claimed') throw new Error('not claimed');
  expect(await store.settleApproved(topUp.open.payment.id, new Date(), 20_000)).toMatchObject({
    outcome: { result: { balanceAmount: 30_000 } },
  });
  expect(await makeWalletStore(db).findBalance(accountId)).toBe(30_000);
});

test('makes the refund of a job that was accepted with an empty reason', async () => {
  const made = await makePaid();
  const command = cancelOf(made.hold);
  const outcome = await cancel({ ...command, payload: { ...command.payload, reason: '' } });
  expect(outcome).toMatchObject({ status: 'succeeded' });
  expect(await lookAt(made)).toEqual(ENDED);
});

/** A payment that is captured after its hold ran out and somebody else has the seat. */
async function makeLate(saleOptions: { saleClosesAt?: Date } = {}, rival = true) {
  const sale = await makeSale(db, { seats: 20, ...saleOptions });
  const accountId = await makeAccount(db);
  const hold = await makeHold(db, { sale, accountId, seatNumbers: [1], expiresInMs: 300 });
  const command = payByGateway(hold);
  const claim = await store.claimReservation(command, { payingMs: 1, checkAfterMs: 0, sent: true });
  if (claim.kind !== 'claimed') throw new Error('not claimed');
  await vi.waitFor(async () => {
    await makeExpiryStore(db, 0).expireOverdue(10, []);
    expect((await reservations.find(accountId, hold.id))?.reservation.status).toBe('expired');
  }, 5_000);
  if (rival) await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [1] });
  const { paymentKey } = command.payload;
  held.set(paymentKey, { orderId: hold.id, amount: hold.totalAmount, cancelled: 0 });
  return { sale, accountId, hold, paymentKey, command };
}

/**
 * Plans what the events of a reservation and of its refunds call for, and answers the mails and
 * texts, with the refund that they name.
 */
async function tellFan({ hold }: Pick<Paid, 'hold'>): Promise<readonly string[]> {
  await db.query(`update accounts set phone = '+821012345678', locale = 'en' where id = $1`, [
    hold.accountId,
  ]);
  const events = await db.query<RecordedEvent>(
    `select stream || '.' || version as id, stream, version, type, occurred_at as "occurredAt" from domain_events
     where type = any($1) and (stream = $2 or stream in (select f.id from refunds f join payments p on p.id = f.payment_id
       where p.reservation_id = $2))`,
    [NOTICE_EVENT_TYPES, hold.id],
  );
  const notices = makeNotificationStore(db);
  await notices.plan(noticesOf(events));
  const keys = await notices.plan(noticesOf(events));
  const claims = await Promise.all(keys.map(async (key) => [key, await notices.claim(key, 60_000)] as const));
  return claims.map(([{ channel }, claim]) => {
    if (claim.kind !== 'claimed' || isAboutAccount(claim.facts)) throw new Error(claim.kind);
    const refund = 'refundAmount' in claim.facts ? claim.facts.refundAmount : 0;
    return `${channel} ${claim.facts.template}: ${refund}`;
  });
}

test('tells the fan once, by mail and text, that late money was given back, besides the expiry of the hold', async () => {
  const made = await makeLate();
  await reconcile();
  expect(await pay(made.command)).toMatchObject({ error: { code: 'hold_expired', reason: 'refunded' } });
  await reconcile();
  const notices = await tellFan(made);
  expect(notices.map((one) => one.split(':')[0]).sort()).toEqual([
    'email hold_expired',
    'email late_money_refunded',
    'sms hold_expired',
    'sms late_money_refunded',
  ]);
  expect(notices.find((one) => one.startsWith('sms late'))).toContain(': 150000');
});

test('tells the fan of a cancellation once, however its money was given back', async () => {
  const [byGateway, byHand] = [await makePaid(), await makePaid()];
  await cancel(cancelOf(byGateway.hold));
  refusal = 'NOT_CANCELABLE_PAYMENT';
  await expect(cancel(cancelOf(byHand.hold))).rejects.toBeInstanceOf(PaymentUnsettled);
  await settleAll();
  for (const made of [byGateway, byHand]) {
    const mails = (await tellFan(made)).filter((one) => one.startsWith('email'));
    expect(mails.map((one) => one.split(':')[0]).sort()).toEqual([
      'email reservation_cancelled',
      'email reservation_confirmed',
    ]);
  }
});

test('settles late money that the gateway refuses to give back by hand', async () => {
  const made = await makeLate();
  refusal = 'NOT_CANCELABLE_PAYMENT';
  await reconcile();
  await expect(pay(made.command)).rejects.toBeInstanceOf(PaymentUnsettled);
  await reconcile();
  expect(cancelCalls).toBe(1);
  expect(await stuckOf(made)).toMatchObject([{ kind: 'refund_refused', wantedAmount: 150_000 }]);
  expect(await lookAt(made)).toMatchObject({ payment: 'in_progress' });
  await settleAll();
  expect(await pay(made.command)).toMatchObject({ error: { code: 'hold_expired', reason: 'refunded' } });
  expect(await lookAt(made)).toMatchObject({ payment: 'cancelled', refunded: 150_000 });
  expect((await tellFan(made)).join()).toContain('email late_money_refunded');
});

test('leaves a payment with another captured amount to a person, until it is given back or settled', async () => {
  for (const byHand of [false, true]) {
    const sale = await makeSale(db, { seats: 20 });
    const accountId = await makeAccount(db);
    const hold = await makeHold(db, { sale, accountId, seatNumbers: [1] });
    const command = payByGateway(hold);
    const { paymentKey } = command.payload;
    held.set(paymentKey, { orderId: hold.id, amount: 149_000, cancelled: 0 });
    await expect(pay(command)).rejects.toBeInstanceOf(PaymentUnsettled);
    expect(await stuckOf({ hold })).toMatchObject([{ kind: 'payment_unclear', wantedAmount: 149_000 }]);
    if (byHand) await settleAll();
    else {
      await giveBackAtDesk(paymentKey, 149_000);
      await reconcile();
    }
    expect(await stuckOf({ hold })).toEqual([]);
    expect(await lookAt({ sale, accountId, hold, paymentKey })).toEqual({
      reservation: 'payment_failed',
      sold: false,
      payment: 'failed',
      refunded: 0,
    });
    await webhooks.receive({ id: nextEventId(), paymentKey, status: 'DONE' });
    expect(await reconcile()).toMatchObject({ unknownCaptures: 0, faults: [] });
  }
});

test('gives back money captured after the sale had closed, although the seats are free', async () => {
  const made = await makeLate({}, false);
  await db.query(
    `update performances set sale_opens_at = now() - interval '2 hours', sale_closes_at = now() - interval '1 hour' where id = $1`,
    [made.sale.performanceId],
  );
  await reconcile();
  await reconcile();
  expect(await pay(made.command)).toMatchObject({ error: { code: 'hold_expired', reason: 'refunded' } });
  expect(held.get(made.paymentKey)).toMatchObject({ cancelled: 150_000 });
  expect(await lookAt(made)).toMatchObject({ reservation: 'expired', sold: false });
});
