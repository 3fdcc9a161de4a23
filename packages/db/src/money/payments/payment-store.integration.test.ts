import { makeGatewaySlots } from '@concert-mania/core/payments/gateway/gateway-slots';
import { makePayReservation } from '@concert-mania/core/payments/pay-reservation';
import { makeCancelReservation } from '@concert-mania/core/payments/refunds/cancel-reservation';
import { makeTopUpWallet } from '@concert-mania/core/payments/top-up-wallet';
import type { Outcome } from '@concert-mania/core/shared/outcome';
import { makeAccount, makeSale, newId } from '@concert-mania/testkit/data/builders';
import {
  cancelOf,
  makeFundedAccount,
  payByGateway,
  payByWallet,
  topUpOf,
} from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { afterEach, expect, test, vi } from 'vitest';
import { audit } from '../../audit/audit.ts';
import { makeExpiryStore } from '../../reservations/expiry-store.ts';
import { makeReservationReader } from '../../reservations/reservation-store.ts';
import { shareSeatLimits } from '../../reservations/seat-limits.ts';
import { makeCancellationStore } from '../refunds/cancellation-store.ts';
import { makeTopUpOrders } from '../wallet/top-up-orders.ts';
import { makeWalletStore } from '../wallet/wallet-store.ts';
import { makePaymentReader, makePaymentStore, makePaymentWebhooks } from './payment-store.ts';

const database = await testDatabase();
const db = openForTest(database, 10);
const store = makePaymentStore(db, newId);
const reservations = makeReservationReader(db);
const wallets = makeWalletStore(db);
const TERMS = { payingMs: 12_000, checkAfterMs: 60_000, sent: true };
const TIMES = { leaseMs: 60_000, sessionMs: 600_000 };
const APPROVED_AT = new Date('2026-03-01T10:00:01.000Z');

afterEach(async () => {
  expect(await audit(db, { overdueGraceSeconds: 3_600 })).toEqual([]);
});

async function makeHeld(
  more: {
    seatNumbers?: number[];
    expiresInMs?: number;
    onDecline?: 'keep';
    balanceAmount?: number;
    maxSeatsPerUser?: number;
  } = {},
) {
  const { seatNumbers = [1, 2], expiresInMs, balanceAmount, ...saleOptions } = more;
  const sale = await makeSale(db, { seats: 20, ...saleOptions });
  const accountId = await (balanceAmount === undefined
    ? makeAccount(db)
    : makeFundedAccount(db, balanceAmount));
  const hold = await makeHold(db, {
    sale,
    accountId,
    seatNumbers,
    ...(expiresInMs !== undefined && { expiresInMs }),
  });
  return { sale, accountId, hold };
}

const statusOf = async (reservation: { accountId: string; id: string }) =>
  (await reservations.find(reservation.accountId, reservation.id))?.reservation.status;
const codeOf = (outcome: Outcome) => (outcome.status === 'rejected' ? outcome.error.code : outcome.status);

async function claim(command: Parameters<typeof store.claimReservation>[0], terms = TERMS) {
  const answer = await store.claimReservation(command, terms);
  if (answer.kind === 'decided') throw new Error(`decided: ${codeOf(answer.outcome)}`);
  if (answer.kind === 'resumed') throw new Error(`resumed: ${answer.paymentId}`);
  return answer.open.payment;
}

test('pays from the wallet: money, seats and outcome in one', async () => {
  const { hold, accountId, sale } = await makeHeld({ balanceAmount: 500_000 });
  const command = payByWallet(hold);
  const outcome = await store.payFromWallet(command);
  expect(outcome).toMatchObject({
    status: 'succeeded',
    result: {
      payment: { status: 'completed', method: 'wallet', amount: 300_000, reservationId: hold.id },
      reservation: { id: hold.id, status: 'confirmed' },
    },
  });
  expect(await wallets.findBalance(accountId)).toBe(200_000);
  const sold = await db.query('select 1 from seats where performance_id = $1 and sold', [sale.performanceId]);
  expect(sold).toHaveLength(2);
  expect(JSON.parse(JSON.stringify(await store.payFromWallet(command)))).toEqual(
    JSON.parse(JSON.stringify(outcome)),
  );
  expect(await wallets.findBalance(accountId)).toBe(200_000);
  // The key was used again after Redis lost its claim: the job is still that of the first request.
  const other = { ...command, fingerprint: 'another body' };
  expect((await store.payFromWallet(other)).status).toBe('succeeded');
  expect(await wallets.findBalance(accountId)).toBe(200_000);
});

test('leaves a hold as it was when the balance is too low', async () => {
  const { hold, accountId } = await makeHeld({ balanceAmount: 299_999 });
  expect(codeOf(await store.payFromWallet(payByWallet(hold)))).toBe('insufficient_balance');
  expect(await reservations.find(accountId, hold.id)).toMatchObject({
    reservation: { status: 'held', expiresAt: hold.expiresAt, version: 1 },
    payments: [],
  });
});

test('refuses another amount before anything is started', async () => {
  const { hold, accountId } = await makeHeld();
  const answer = await store.claimReservation(payByGateway(hold, { amount: 1 }), TERMS);
  expect(answer).toMatchObject({ kind: 'decided', outcome: { error: { code: 'amount_mismatch' } } });
  expect(await reservations.find(accountId, hold.id)).toMatchObject({
    reservation: { status: 'held' },
    payments: [],
  });
});

test('claims a hold once, however many deliveries and rivals run in parallel', async () => {
  const { hold } = await makeHeld();
  const mine = payByGateway(hold);
  const commands = [mine, mine, mine, mine, payByGateway(hold), payByGateway(hold), payByGateway(hold)];
  const answers = await Promise.all(commands.map((command) => store.claimReservation(command, TERMS)));
  expect(answers.filter((answer) => answer.kind === 'claimed')).toHaveLength(1);
  const refused = answers.flatMap((answer) => (answer.kind === 'decided' ? [codeOf(answer.outcome)] : []));
  expect(new Set(refused)).toEqual(new Set(['reservation_not_payable']));
  expect(await statusOf(hold)).toBe('paying');
});

test('keeps the seats of a payment in flight a bounded time past the deadline of the hold', async () => {
  const { hold, accountId } = await makeHeld({ expiresInMs: 5_000 });
  await claim(payByGateway(hold));
  const paying = (await reservations.find(accountId, hold.id))!.reservation;
  const extendedMs = paying.expiresAt.getTime() - hold.expiresAt.getTime();
  expect(extendedMs).toBeGreaterThan(0);
  expect(extendedMs).toBeLessThanOrEqual(TERMS.payingMs);
});

/**
 * A hold whose deadline passes after payments for it were accepted and before they are looked at.
 */
async function makeOverdue(more: Parameters<typeof makeHeld>[0] & { swept?: boolean } = {}) {
  const { swept = true, ...options } = more;
  const made = await makeHeld({ expiresInMs: 100, ...options });
  const acceptedAt = new Date(made.hold.expiresAt.getTime() - 1);
  await vi.waitFor(async () => {
    if (swept) await makeExpiryStore(db, 0).expireOverdue(10, []);
    const [row] = await db.query<{ over: boolean }>(
      'select expires_at < now() as over from reservations where id = $1',
      [made.hold.id],
    );
    expect([row?.over, await statusOf(made.hold)]).toEqual([true, swept ? 'expired' : 'held']);
  }, 5_000);
  return { ...made, inTime: <C extends object>(command: C) => ({ ...command, acceptedAt }) };
}
const freeSeatsOf = async ({ performanceId }: { performanceId: string }) =>
  (
    await db.query('select 1 from seats where performance_id = $1 and reservation_id is null', [
      performanceId,
    ])
  ).length;

test.each([false, true])(
  'pays what was asked for in time although our queue was slower than the deadline, swept: %s',
  async (swept) => {
    const one = await makeOverdue({ balanceAmount: 300_000, swept });
    expect(codeOf(await store.payFromWallet(one.inTime(payByWallet(one.hold))))).toBe('succeeded');
    const two = await makeOverdue({ swept });
    const payment = await claim(two.inTime(payByGateway(two.hold)));
    expect(await statusOf(two.hold)).toBe('paying');
    expect(await store.settleApproved(payment.id, APPROVED_AT)).toMatchObject({
      outcome: { status: 'succeeded' },
    });
    expect([await statusOf(one.hold), await statusOf(two.hold)]).toEqual(['confirmed', 'confirmed']);
    const late = await makeOverdue({ balanceAmount: 300_000, swept });
    expect(codeOf(await store.payFromWallet(payByWallet(late.hold)))).toBe('hold_expired');
    const strict = makePaymentStore(db, newId, undefined, 0);
    expect(codeOf(await strict.payFromWallet(late.inTime(payByWallet(late.hold))))).toBe('hold_expired');
  },
);

test('takes no seat from its next owner for a payment that was asked for in time', async () => {
  const { hold, sale, accountId, inTime } = await makeOverdue({ balanceAmount: 300_000 });
  const rival = await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [2] });
  expect(codeOf(await store.payFromWallet(inTime(payByWallet(hold))))).toBe('hold_expired');
  const claimed = await store.claimReservation(inTime(payByGateway(hold)), TERMS);
  expect(claimed).toMatchObject({ outcome: { error: { code: 'hold_expired' } } });
  expect([await statusOf(hold), await statusOf(rival), await freeSeatsOf(sale)]).toEqual([
    'expired',
    'held',
    19,
  ]);
  expect(await wallets.findBalance(accountId)).toBe(300_000);
});

test('leaves seats free that it took again for a payment which is then refused', async () => {
  const { hold, sale, inTime } = await makeOverdue({ balanceAmount: 299_999 });
  expect(codeOf(await store.payFromWallet(inTime(payByWallet(hold))))).toBe('insufficient_balance');
  const other = payByGateway((await makeHeld()).hold, { paymentKey: 'pk_of_another' });
  await claim(other);
  const used = inTime(payByGateway(hold, { paymentKey: 'pk_of_another' }));
  expect(await store.claimReservation(used, TERMS)).toMatchObject({
    outcome: { error: { code: 'payment_declined' } },
  });
  expect([await statusOf(hold), await freeSeatsOf(sale)]).toEqual(['expired', 20]);
});

const DEADLINE_PAYMENTS = 200;
const AT_ONCE = 4;

test('has one outcome of payment and expiry each time, 200 times around the deadline', async () => {
  const sale = await makeSale(db, { seats: DEADLINE_PAYMENTS });
  const expiry = makeExpiryStore(db);
  const seen = new Map<string, number>();
  const payAt = async (n: number) => {
    // Half from the wallet, half by the gateway, from 50 ms before the deadline to 50 ms after it.
    const byWallet = n % 2 === 0;
    const accountId = await (byWallet ? makeFundedAccount(db, 150_000) : makeAccount(db));
    const expiresInMs = 50 - (n * 100) / DEADLINE_PAYMENTS;
    const hold = await makeHold(db, { sale, accountId, seatNumbers: [n + 1], expiresInMs });
    const pay = async () => {
      if (byWallet) return codeOf(await store.payFromWallet(payByWallet(hold)));
      const answer = await store.claimReservation(payByGateway(hold), TERMS);
      if (answer.kind === 'decided') return codeOf(answer.outcome);
      if (answer.kind === 'resumed') return answer.kind;
      const settled = await store.settleApproved(answer.open.payment.id, APPROVED_AT);
      return settled.kind === 'decided' ? codeOf(settled.outcome) : settled.kind;
    };
    const [end] = await Promise.all([pay(), expiry.expireOverdue(10, [])]);
    seen.set(end, (seen.get(end) ?? 0) + 1);
    await vi.waitFor(async () => {
      await expiry.expireOverdue(10, []);
      expect(await statusOf(hold)).toBe(end === 'succeeded' ? 'confirmed' : 'expired');
    }, 5_000);
    const [seat] = await db.query<{ sold: boolean; owner: string | null; balance: number }>(
      `select sold, reservation_id as owner, balance_amount as balance from seats, wallets
       where performance_id = $1 and seat_number = $2 and account_id = $3`,
      [sale.performanceId, n + 1, accountId],
    );
    const isPaid = end === 'succeeded';
    const balance = byWallet && !isPaid ? 150_000 : 0;
    expect(seat).toEqual({ sold: isPaid, owner: isPaid ? hold.id : null, balance });
  };
  const lanes = Array.from({ length: AT_ONCE }, async (_, lane) => {
    for (let n = lane; n < DEADLINE_PAYMENTS; n += AT_ONCE) await payAt(n);
  });
  await Promise.all(lanes);
  expect([...seen.keys()].sort()).toEqual(['hold_expired', 'succeeded']);
});

test('has no transaction open and no row locked while the gateway is called', async () => {
  const { hold, accountId } = await makeHeld();
  const seen: { open: number; locks: number }[] = [];
  const look = async () => {
    const [row] = await db.query<{ open: number; locks: number }>(
      `select (select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
           and xact_start is not null and backend_type = 'client backend')::int as open,
         (select count(*) from pg_locks where database = (select oid from pg_database where datname = current_database())
           and pid <> pg_backend_pid() and mode <> 'AccessShareLock')::int as locks`,
    );
    if (row) seen.push(row);
  };
  let cancelled = 0;
  const approved = (amount: number, order: { paymentKey: string; orderId: string }) => ({
    ...order,
    kind: 'approved' as const,
    amount,
    cancelledAmount: cancelled,
    approvedAt: APPROVED_AT,
  });
  const ports = {
    store,
    cancellations: makeCancellationStore(db, newId),
    terms: { ...TERMS, queuedMs: TERMS.payingMs },
    slots: makeGatewaySlots(1),
    gateway: {
      health: () => 'well' as const,
      confirm: async ({
        amount,
        paymentKey,
        orderId,
      }: {
        amount: number;
        paymentKey: string;
        orderId: string;
      }) => {
        await look();
        return approved(amount, { paymentKey, orderId });
      },
      inquire: async (order: { paymentKey: string; orderId: string }) => {
        await look();
        return approved(300_000, order);
      },
      cancel: async ({ amount }: { amount: number }) => {
        await look();
        cancelled = amount;
        return { kind: 'unknown' as const, reason: 'to be inquired' };
      },
    },
  };
  expect(codeOf(await makePayReservation(ports)(payByGateway(hold)))).toBe('succeeded');
  expect(codeOf(await makeTopUpWallet(ports)(topUpOf(accountId)))).toBe('succeeded');
  expect(codeOf(await makeCancelReservation(ports)(cancelOf(hold)))).toBe('succeeded');
  // Confirmed twice, cancelled, and inquired about before and after.
  expect(seen).toEqual(Array.from({ length: 5 }, () => ({ open: 0, locks: 0 })));
});

test('gives parallel deliveries of a refused payment the same refusal', async () => {
  const paymentKey = 'pk_of_a_rival';
  await claim(payByGateway((await makeHeld()).hold, { paymentKey }));
  for (let round = 0; round < 10; round += 1) {
    const command = payByGateway((await makeHeld()).hold, { paymentKey });
    const answers = await Promise.all([1, 2, 3, 4].map(() => store.claimReservation(command, TERMS)));
    const error = { code: 'payment_declined', reason: 'PAYMENT_KEY_ALREADY_USED' };
    for (const answer of answers) expect(answer).toMatchObject({ kind: 'decided', outcome: { error } });
  }
});

test('refuses a payment key that pays for something else', async () => {
  const first = await makeHeld();
  const second = await makeHeld();
  const paymentKey = 'pk_used_twice';
  await claim(payByGateway(first.hold, { paymentKey }));
  const answer = await store.claimReservation(payByGateway(second.hold, { paymentKey }), TERMS);
  expect(answer).toMatchObject({ kind: 'decided', outcome: { error: { code: 'payment_declined' } } });
  expect(await statusOf(second.hold)).toBe('held');
});

test('books an approval once, however often it is settled in parallel', async () => {
  const { hold } = await makeHeld();
  const payment = await claim(payByGateway(hold));
  const settled = await Promise.all(
    Array.from({ length: 6 }, () => store.settleApproved(payment.id, APPROVED_AT)),
  );
  expect(new Set(settled.map((one) => (one.kind === 'decided' ? codeOf(one.outcome) : one.kind)))).toEqual(
    new Set(['succeeded']),
  );
  const transfers = await db.query('select 1 from ledger_transfers where reference = $1', [payment.id]);
  expect(transfers).toHaveLength(1);
  expect(await statusOf(hold)).toBe('confirmed');
});

test('releases the seats of a declined payment, and tells the gateway’s reason', async () => {
  const { hold, sale, accountId } = await makeHeld();
  const payment = await claim(payByGateway(hold));
  const outcome = await store.settleDeclined(payment.id, 'REJECT_CARD_COMPANY');
  expect(outcome).toEqual({
    status: 'rejected',
    error: { code: 'payment_declined', reason: 'REJECT_CARD_COMPANY' },
  });
  expect(await reservations.find(accountId, hold.id)).toMatchObject({
    reservation: { status: 'payment_failed' },
    payments: [{ status: 'failed', failureCode: 'REJECT_CARD_COMPANY' }],
  });
  await makeHold(db, { sale, accountId, seatNumbers: [1, 2] });
});

test('keeps the hold of a declined payment until its own deadline where the concert says so', async () => {
  const { hold, accountId } = await makeHeld({ onDecline: 'keep', expiresInMs: 10_000 });
  const payment = await claim(payByGateway(hold), { ...TERMS, payingMs: 60_000 });
  await store.settleDeclined(payment.id, 'REJECT_CARD_COMPANY');
  expect(await reservations.find(accountId, hold.id)).toMatchObject({
    reservation: { status: 'held', expiresAt: hold.expiresAt },
  });
  const second = await claim(payByGateway(hold));
  expect(await store.settleApproved(second.id, APPROVED_AT)).toMatchObject({
    outcome: { status: 'succeeded' },
  });
});

async function makeLatePayment(more: Parameters<typeof makeHeld>[0] = {}) {
  const made = await makeHeld({ expiresInMs: 400, ...more });
  const command = payByGateway(made.hold);
  const payment = await claim(command, { payingMs: 1, checkAfterMs: 0, sent: true });
  const expiry = makeExpiryStore(db, 0);
  await vi.waitFor(
    async () => {
      await expiry.expireOverdue(10, []);
      expect(await statusOf(made.hold)).toBe('expired');
    },
    { timeout: 5_000 },
  );
  return { ...made, command, payment };
}

test('takes the same seats again for money that came after the hold ran out', async () => {
  const { hold, payment } = await makeLatePayment();
  expect(await store.settleApproved(payment.id, APPROVED_AT)).toMatchObject({
    kind: 'decided',
    outcome: { status: 'succeeded', result: { reservation: { status: 'confirmed' } } },
  });
  expect(await statusOf(hold)).toBe('confirmed');
});

test('gives late money back in full and once when a seat has another owner', async () => {
  const { hold, payment, sale, command, accountId } = await makeLatePayment();
  const rival = await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [2] });
  const first = await store.settleApproved(payment.id, APPROVED_AT);
  const second = await store.settleApproved(payment.id, APPROVED_AT);
  if (first.kind !== 'refund_due') throw new Error('the seats were gone');
  expect(second).toEqual(first);
  expect(first.refund).toMatchObject({ amount: 300_000, cancelledInAllAmount: 300_000 });
  // Until the money is back, the fan reads that the payment is in progress.
  expect(await makePaymentReader(db).findPayment(accountId, payment.id)).toMatchObject({
    payment: { status: 'in_progress' },
  });
  expect(await store.claimReservation(command, TERMS)).toMatchObject({
    kind: 'resumed',
    paymentId: payment.id,
  });
  const [outcome, again] = await Promise.all([
    store.settleRefund(first.refund.id),
    store.settleRefund(first.refund.id),
  ]);
  expect([codeOf(outcome), codeOf(again)]).toEqual(['hold_expired', 'hold_expired']);
  expect(await makePaymentReader(db).findPayment(accountId, payment.id)).toMatchObject({
    payment: { status: 'cancelled', refundedAmount: 300_000 },
    timeline: [{ type: 'payment.started' }, { type: 'payment.completed' }, { type: 'payment.refunded' }],
  });
  expect([await statusOf(hold), await statusOf(rival)]).toEqual(['expired', 'held']);
});

test('gives late money back when taking the seats again would exceed the limit of the account', async () => {
  const { payment, sale, accountId } = await makeLatePayment({ maxSeatsPerUser: 2 });
  await makeHold(db, { sale, accountId, seatNumbers: [5] });
  const settled = await store.settleApproved(payment.id, APPROVED_AT);
  if (settled.kind !== 'refund_due') throw new Error('over the limit');
  await store.settleRefund(settled.refund.id);
});

test('counts no seats for late money while holds are being decided, and then those too', async () => {
  const { payment, sale, accountId } = await makeLatePayment({ maxSeatsPerUser: 2 });
  let settling: ReturnType<typeof store.settleApproved> | undefined;
  await db.transaction(async (tx) => {
    await shareSeatLimits(tx, [sale.performanceId]);
    settling = store.settleApproved(payment.id, APPROVED_AT);
    await vi.waitFor(async () => {
      const waiting = await db.query(
        `select 1 from pg_locks where locktype = 'advisory' and not granted
         and database = (select oid from pg_database where datname = current_database())`,
      );
      expect(waiting).toHaveLength(1);
    });
    await makeHold(db, { sale, accountId, seatNumbers: [5] });
  });
  const settled = await settling;
  if (settled?.kind !== 'refund_due') throw new Error('over the limit');
  await store.settleRefund(settled.refund.id);
});

test('leaves an expired reservation as it is when its payment was declined', async () => {
  const { hold, payment } = await makeLatePayment();
  expect(codeOf(await store.settleDeclined(payment.id, 'EXPIRED'))).toBe('payment_declined');
  expect(await statusOf(hold)).toBe('expired');
});

test('credits a top-up once under any retries', async () => {
  const accountId = await makeAccount(db);
  const command = topUpOf(accountId);
  const claims = await Promise.all([1, 2, 3].map(() => store.claimTopUp(command, TERMS)));
  expect(claims.map((one) => one.kind).sort()).toEqual(['claimed', 'resumed', 'resumed']);
  const first = claims.find((one) => one.kind === 'claimed');
  if (!first) throw new Error('nothing was claimed');
  const { id } = first.open.payment;
  const settled = await Promise.all([1, 2, 3].map(() => store.settleApproved(id, APPROVED_AT)));
  for (const one of settled) {
    expect(one).toMatchObject({
      outcome: { result: { payment: { status: 'completed', reservationId: null }, balanceAmount: 50_000 } },
    });
  }
  expect(await store.claimTopUp(command, TERMS)).toMatchObject({ kind: 'decided' });
  expect(await wallets.findBalance(accountId)).toBe(50_000);
});

test('takes an order of top-up once per account, unless it was declined', async () => {
  const accountId = await makeAccount(db);
  const orderId = 'order-once';
  const first = await store.claimTopUp(topUpOf(accountId, { orderId, paymentKey: 'pk_a' }), TERMS);
  if (first.kind !== 'claimed') throw new Error('not claimed');
  const second = await store.claimTopUp(topUpOf(accountId, { orderId, paymentKey: 'pk_b' }), TERMS);
  expect(second).toMatchObject({ outcome: { error: { code: 'order_already_used' } } });
  await store.settleDeclined(first.open.payment.id, 'REJECT');
  const third = await store.claimTopUp(topUpOf(accountId, { orderId, paymentKey: 'pk_c' }), TERMS);
  expect(third.kind).toBe('claimed');
  const others = topUpOf(await makeAccount(db), { orderId, paymentKey: 'pk_d' });
  expect((await store.claimTopUp(others, TERMS)).kind).toBe('claimed');
});

test('redeems a top-up order once, for its account and amount, before it expires', async () => {
  const [owner, other] = [await makeAccount(db), await makeAccount(db)];
  const orders = makeTopUpOrders(db, newId);
  const open = async () => (await orders.open(owner, 50_000))!.id;
  const orderId = await open();
  expect(await orders.isOpen(owner, { orderId, amount: 50_000 })).toBe(true);
  expect(await orders.isOpen(other, { orderId, amount: 50_000 })).toBe(false);
  const redeem = async (accountId: string, more: object = {}) => {
    const answer = await store.claimTopUp(topUpOf(accountId, { orderId, ...more }), TERMS);
    return answer.kind === 'decided' ? codeOf(answer.outcome) : answer.kind;
  };
  expect(await redeem(other)).toBe('top_up_order_unknown');
  expect(await redeem(owner, { amount: 49_999 })).toBe('top_up_order_unknown');
  const { hold } = await makeHeld();
  expect(await redeem(owner, { orderId: hold.id })).toBe('top_up_order_unknown');
  const rivals = await Promise.all([1, 2, 3].map((n) => redeem(owner, { paymentKey: `pk_rival_${n}` })));
  expect(rivals.sort()).toEqual(['claimed', 'top_up_order_unknown', 'top_up_order_unknown']);
  expect(await orders.isOpen(owner, { orderId, amount: 50_000 })).toBe(false);

  const late = topUpOf(owner, { orderId: await open() });
  await db.query(`update top_up_orders set expires_at = now() - interval '1 second'`);
  expect((await store.claimTopUp({ ...late, acceptedAt: new Date(Date.now() - 5_000) }, TERMS)).kind).toBe(
    'claimed',
  );
  const tooLate = topUpOf(owner, { orderId: await open() });
  await db.query(`update top_up_orders set expires_at = now() - interval '1 second'`);
  expect(await store.claimTopUp(tooLate, TERMS)).toMatchObject({
    outcome: { error: { code: 'top_up_order_unknown' } },
  });
});

test('credits a top-up that was accepted before its order expired, although another order was opened since', async () => {
  const orders = makeTopUpOrders(db, newId);
  const accountId = await makeAccount(db);
  const order = await orders.open(accountId, 50_000);
  const command = topUpOf(accountId, { orderId: order!.id, amount: 50_000 });
  await db.query(`update top_up_orders set expires_at = $2::timestamptz + interval '1 ms' where id = $1`, [
    order!.id,
    command.acceptedAt.toISOString(),
  ]);
  await vi.waitFor(async () => expect(await orders.isOpen(accountId, command.payload)).toBe(false));
  await orders.open(accountId, 50_000);
  expect((await store.claimTopUp(command, TERMS)).kind).toBe('claimed');
});

test('limits the open orders of an account', async () => {
  const owner = await makeAccount(db);
  const orders = makeTopUpOrders(db, newId);
  const opened = await Promise.all(Array.from({ length: 25 }, () => orders.open(owner, 1_000)));
  expect(opened.filter((order) => order !== null)).toHaveLength(20);
  await db.query(`update top_up_orders set expires_at = now() where account_id = $1`, [owner]);
  expect(await orders.open(owner, 1_000)).not.toBeNull();
  await db.query(`update top_up_orders set expires_at = now() - interval '2 days' where account_id = $1`, [
    owner,
  ]);
  expect(await orders.open(owner, 1_000)).not.toBeNull();
  const left = await db.query('select 1 from top_up_orders where account_id = $1', [owner]);
  expect(left).toHaveLength(1);
});

test('hands a payment left in progress to one reconciler, once it is due', async () => {
  await db.query(`update payments set check_at = now() + interval '1 hour'`);
  const { hold } = await makeHeld();
  const payment = await claim(payByGateway(hold));
  const take = () => store.takeDuePayments(10, TIMES);
  expect(await take()).toEqual([]);
  const webhooks = makePaymentWebhooks(db);
  expect(await webhooks.receive({ id: 'evt_1', paymentKey: payment.paymentKey, status: 'DONE' })).toBe(true);
  const taken = await Promise.all([take(), take(), take()]);
  expect(taken.flat()).toMatchObject([{ payment: { id: payment.id }, payable: true, refund: null }]);
  expect(await webhooks.receive({ id: 'evt_1', paymentKey: payment.paymentKey, status: 'DONE' })).toBe(false);
  expect(await take()).toEqual([]);
  expect(await statusOf(hold)).toBe('paying');
});

test('shows payments to their owner alone, newest first', async () => {
  const { hold, accountId } = await makeHeld({ balanceAmount: 300_000 });
  await store.payFromWallet(payByWallet(hold));
  const topUp = await store.claimTopUp(topUpOf(accountId), TERMS);
  if (topUp.kind !== 'claimed') throw new Error('not claimed');
  const reader = makePaymentReader(db);
  const first = await reader.listPayments(accountId, { before: null, limit: 1 });
  expect(first).toMatchObject({ items: [{ id: topUp.open.payment.id }], more: true });
  const rest = await reader.listPayments(accountId, { before: first.items[0]!.id, limit: 2 });
  expect(rest).toMatchObject({
    items: [{ reservationId: hold.id, method: 'wallet' }, { method: 'gateway' }],
    more: false,
  });
  const stranger = await makeAccount(db);
  expect(await reader.findPayment(stranger, first.items[0]!.id)).toBeNull();
  expect(await reader.findPayableAmount(stranger, hold.id)).toBeNull();
  expect(await reader.findPayableAmount(accountId, hold.id)).toBe(300_000);
});
