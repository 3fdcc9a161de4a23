import { makeGatewaySlots } from '@concert-mania/core/payments/gateway/gateway-slots';
import { makePayReservation } from '@concert-mania/core/payments/pay-reservation';
import { makeCancelReservation } from '@concert-mania/core/payments/refunds/cancel-reservation';
import { makeTopUpWallet } from '@concert-mania/core/payments/top-up-wallet';
import { makeAccount, newId } from '@concert-mania/testkit/data/builders';
import { askToCancel, payByGateway, payByWallet, topUpOf } from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { expect, test } from 'vitest';
import { makePaymentWebhooks } from '../gateway/payment-webhooks.ts';
import { makeCancellationStore } from '../refunds/cancellation-store.ts';
import { makePaymentReader } from './payment-store.ts';
import {
  APPROVED_AT,
  claim,
  codeOf,
  db,
  makeHeld,
  reservations,
  statusOf,
  store,
  TERMS,
  TIMES,
  wallets,
} from './testing/paying.ts';

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
  expect(codeOf(await makeCancelReservation(ports)(askToCancel(hold)))).toBe('succeeded');
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

test('hands a payment left in progress to one reconciler, once it is due', async () => {
  await db.query(`update payments set check_at = now() + interval '1 hour'`);
  const { hold } = await makeHeld();
  const payment = await claim(payByGateway(hold));
  const take = () => store.takeDuePayments(10, TIMES);
  expect(await take()).toEqual([]);
  const webhooks = makePaymentWebhooks(db);
  const { paymentKey } = payment;
  expect(await webhooks.receive({ id: 'evt_1', paymentKey, status: 'DONE' })).toBe(true);
  const taken = await Promise.all([take(), take(), take()]);
  expect(taken.flat()).toMatchObject([{ payment: { id: payment.id }, payable: true, refund: null }]);
  expect(await webhooks.receive({ id: 'evt_1', paymentKey, status: 'DONE' })).toBe(false);
  expect(await take()).toEqual([]);
  expect(await statusOf(hold)).toBe('paying');
});

test('writes nothing for the webhook of a capture that is settled, and takes every other for news', async () => {
  const webhooks = makePaymentWebhooks(db);
  const { hold } = await makeHeld();
  const settled = await claim(payByGateway(hold));
  await store.settleApproved(settled.id, APPROVED_AT);
  const declined = await claim(payByGateway((await makeHeld()).hold));
  await store.settleDeclined(declined.id, 'REJECT_CARD_COMPANY');
  const news = [
    { paymentKey: settled.paymentKey, status: 'DONE' },
    { paymentKey: settled.paymentKey, status: 'PARTIAL_CANCELED' },
    { paymentKey: declined.paymentKey, status: 'DONE' },
    { paymentKey: 'pk_never_seen', status: 'DONE' },
    { paymentKey: 'pk_never_seen', status: 'EXPIRED' },
    { paymentKey: null, status: null },
  ];
  const noted = await Promise.all(news.map((one, n) => webhooks.receive({ id: `evt_news_${n}`, ...one })));
  expect(noted).toEqual([false, true, true, true, true, true]);
  const inquiries = await db.query<{ payment_key: string }>(
    'select payment_key from gateway_inquiries where payment_key = any($1)',
    [news.map(({ paymentKey }) => paymentKey)],
  );
  expect(inquiries.map((row) => row.payment_key).toSorted()).toEqual(
    [declined.paymentKey, 'pk_never_seen', settled.paymentKey].toSorted(),
  );
});

test('writes nothing for the webhook of a capture that arrives before its settlement', async () => {
  const { hold } = await makeHeld();
  const payment = await claim(payByGateway(hold));
  const { paymentKey } = payment;
  const webhooks = makePaymentWebhooks(db, () => store.settleApproved(payment.id, APPROVED_AT));
  expect(await webhooks.receive({ id: 'evt_early', paymentKey, status: 'DONE' })).toBe(false);
  expect(await statusOf(hold)).toBe('confirmed');
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
