import { makeAccount, makeSale, newId } from '@concert-mania/testkit/data/builders';
import { makeFundedAccount, payByGateway, payByWallet } from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { expect, test, vi } from 'vitest';
import { makeExpiryStore } from '../../reservations/expiry-store.ts';
import { shareSeatLimits } from '../../reservations/seat-limits.ts';
import { makePaymentReader, makePaymentStore } from './payment-store.ts';
import {
  APPROVED_AT,
  claim,
  codeOf,
  db,
  freeSeatsOf,
  makeHeld,
  makeOverdue,
  statusOf,
  store,
  TERMS,
  wallets,
} from './testing/paying.ts';

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
