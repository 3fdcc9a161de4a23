import { LATE_MONEY_REFUNDED } from '@concert-mania/core/notifications/model';
import type { GatewayAnswer, PaymentGateway } from '@concert-mania/core/payments/gateway/gateway';
import { makeGatewaySlots } from '@concert-mania/core/payments/gateway/gateway-slots';
import { makePayReservation } from '@concert-mania/core/payments/pay-reservation';
import { PaymentUnsettled } from '@concert-mania/core/payments/ports';
import { makeReconcilePayments } from '@concert-mania/core/payments/reconcile-payments';
import { makeTopUpWallet } from '@concert-mania/core/payments/top-up-wallet';
import { makeAccount, makeClerk, makeSale, newId } from '@concert-mania/testkit/data/builders';
import { payByGateway, topUpOf } from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { audit } from '../../audit/audit.ts';
import { makeExpiryStore } from '../../reservations/expiry-store.ts';
import { makeReservationReader } from '../../reservations/reservation-store.ts';
import { makePaymentWebhooks } from '../gateway/payment-webhooks.ts';
import { makePaymentReader, makePaymentStore } from '../payments/payment-store.ts';
import { makeWalletStore } from '../wallet/wallet-store.ts';
import { makeStuckMoneyDesk } from './stuck-money-store.ts';

const database = await testDatabase();
const db = openForTest(database, 6);
const store = makePaymentStore(db, newId);
const webhooks = makePaymentWebhooks(db);
const reader = makePaymentReader(db);

/** The money that the gateway holds, by payment key, and how it answers a confirmation. */
const held = new Map<string, { orderId: string; amount: number; cancelled: number }>();
let onConfirm: GatewayAnswer = { kind: 'declined', code: 'REJECT_CARD_COMPANY' };
let cancels = 0;
const lookUp = (paymentKey: string): GatewayAnswer => {
  const money = held.get(paymentKey);
  if (!money) return { kind: 'not_found', code: 'NOT_FOUND_PAYMENT' };
  const { orderId, amount, cancelled: cancelledAmount } = money;
  return { kind: 'approved', paymentKey, orderId, amount, cancelledAmount, approvedAt: new Date(1_000) };
};
const gateway: PaymentGateway = {
  health: () => 'well',
  confirm: async () => onConfirm,
  inquire: async ({ paymentKey }) => lookUp(paymentKey),
  cancel: async ({ paymentKey, amount }) => {
    cancels += 1;
    const money = held.get(paymentKey);
    if (!money) return { kind: 'refused', code: 'NOT_FOUND_PAYMENT', message: 'no' };
    money.cancelled += amount;
    return { kind: 'cancelled', cancelledAmount: money.cancelled };
  },
};
const SESSION_MS = 700;
const ports = {
  store,
  gateway,
  terms: { payingMs: 1, queuedMs: 1, checkAfterMs: 0 },
  slots: makeGatewaySlots(1),
  batchSize: 100,
  times: { leaseMs: 0, sessionMs: SESSION_MS },
};
const pay = makePayReservation(ports);
const topUp = makeTopUpWallet(ports);
const reconcile = makeReconcilePayments(ports);

let news = 0;
const tellDone = (paymentKey: string) => {
  news += 1;
  return webhooks.receive({ id: `evt_${news}`, paymentKey, status: 'DONE' });
};
async function makeHeld(expiresInMs = 600_000) {
  const sale = await makeSale(db, { seats: 20 });
  const accountId = await makeAccount(db);
  const hold = await makeHold(db, { sale, accountId, seatNumbers: [1], expiresInMs });
  return { sale, hold, accountId, command: payByGateway(hold) };
}
const paymentsOf = async (accountId: string) =>
  (await reader.listPayments(accountId, { before: null, limit: 10 })).items.map(
    ({ status, refundedAmount }) => [status, refundedAmount],
  );

beforeEach(() => {
  onConfirm = { kind: 'declined', code: 'REJECT_CARD_COMPANY' };
  cancels = 0;
});
afterEach(async () => {
  expect(await audit(db, { overdueGraceSeconds: 3_600 })).toEqual([]);
});

test('gives money back once and in full if it was captured although the fan read "declined"', async () => {
  const { sale, hold, accountId, command } = await makeHeld();
  const { paymentKey } = command.payload;
  const declined = await pay(command);
  expect(declined).toMatchObject({ error: { code: 'payment_declined' } });
  const rival = await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [1] });

  held.set(paymentKey, { orderId: hold.id, amount: hold.totalAmount, cancelled: 0 });
  await Promise.all([tellDone(paymentKey), tellDone(paymentKey)]);
  const rounds = await Promise.all([reconcile(), reconcile(), reconcile()]);
  expect(rounds.flatMap(({ faults }) => faults)).toEqual([]);
  await tellDone(paymentKey);
  await reconcile();
  expect([held.get(paymentKey)?.cancelled, cancels]).toEqual([hold.totalAmount, 1]);
  expect(await paymentsOf(accountId)).toEqual([['cancelled', hold.totalAmount]]);
  expect(await pay(command)).toEqual(JSON.parse(JSON.stringify(declined)));
  expect((await makeReservationReader(db).find(rival.accountId, rival.id))?.reservation.status).toBe('held');
  const notices = await db.query(
    `select 1 from domain_events where type = $1 and payload ->> 'accountId' = $2`,
    [LATE_MONEY_REFUNDED, accountId],
  );
  expect(notices).toHaveLength(1);
});

test('gives it back although the fan has paid for the reservation in another way since', async () => {
  const { hold, accountId, command } = await makeHeld();
  await db.query(`update concerts set on_decline = 'keep' where id = $1`, [hold.concertId]);
  expect(await pay(command)).toMatchObject({ error: { code: 'payment_declined' } });
  const second = payByGateway(hold);
  const orderOf = { orderId: hold.id, amount: hold.totalAmount, cancelled: 0 };
  onConfirm = {
    kind: 'approved',
    paymentKey: second.payload.paymentKey,
    orderId: hold.id,
    amount: hold.totalAmount,
    cancelledAmount: 0,
    approvedAt: new Date(1_000),
  };
  held.set(second.payload.paymentKey, { ...orderOf });
  expect((await pay(second)).status).toBe('succeeded');
  held.set(command.payload.paymentKey, { ...orderOf });
  await tellDone(command.payload.paymentKey);
  await reconcile();
  expect(await paymentsOf(accountId)).toEqual([
    ['completed', 0],
    ['cancelled', hold.totalAmount],
  ]);
  expect(held.get(second.payload.paymentKey)?.cancelled).toBe(0);
});

test('begins no payment with a key whose money is on its way back', async () => {
  const { hold, accountId, command } = await makeHeld();
  await db.query(`update concerts set on_decline = 'keep' where id = $1`, [hold.concertId]);
  const { paymentKey } = command.payload;
  expect(await pay(command)).toMatchObject({ error: { code: 'payment_declined' } });
  const capture = { paymentKey, orderId: hold.id, amount: hold.totalAmount, cancelledAmount: 0 };
  expect(await store.settleCapture(capture)).toMatchObject({ kind: 'refund_due' });
  held.set(paymentKey, { orderId: hold.id, amount: hold.totalAmount, cancelled: 0 });
  onConfirm = { kind: 'unknown', reason: 'ALREADY_PROCESSED_PAYMENT' };
  const again = await pay(payByGateway(hold, { paymentKey }));
  expect(again).toMatchObject({
    error: { code: 'payment_declined', reason: 'PAYMENT_KEY_ALREADY_USED' },
  });
  await db.query(`update refunds set check_at = now() where status = 'in_progress'`);
  expect((await reconcile()).faults).toEqual([]);
  expect(held.get(paymentKey)?.cancelled).toBe(hold.totalAmount);
  expect(await paymentsOf(accountId)).toEqual([['cancelled', hold.totalAmount]]);
});

test('gives back a top-up that was captured after it was declined, and leaves the wallet unchanged', async () => {
  const accountId = await makeAccount(db);
  const command = topUpOf(accountId, { amount: 30_000 });
  expect(await topUp(command)).toMatchObject({ error: { code: 'payment_declined' } });
  held.set(command.payload.paymentKey, { orderId: command.payload.orderId, amount: 30_000, cancelled: 0 });
  await tellDone(command.payload.paymentKey);
  await reconcile();
  expect(await paymentsOf(accountId)).toEqual([['cancelled', 30_000]]);
  expect(await makeWalletStore(db).findBalance(accountId)).toBe(0);
});

test('leaves captured money without a payment of ours to a person, once', async () => {
  const desk = makeStuckMoneyDesk(db, newId);
  const find = async () =>
    (await desk.list({ after: null, limit: 100 })).items.filter(({ kind }) => kind === 'unknown_capture');
  held.set('pk_of_nobody', { orderId: 'res_lost', amount: 70_000, cancelled: 20_000 });
  await tellDone('pk_of_nobody');
  expect(await reconcile()).toMatchObject({ unknownCaptures: 1, faults: [] });
  await tellDone('pk_of_nobody');
  expect(await reconcile()).toMatchObject({ unknownCaptures: 0 });
  const found = await find();
  expect(found).toMatchObject([{ wantedAmount: 50_000, paymentId: null, accountId: null }]);
  expect(found[0]?.message).toContain('res_lost');
  const by = await makeClerk(db);
  const settled = await desk.settle(found[0]!.id, by, { reference: 'bank 4711', note: 'given back' });
  expect(settled).toMatchObject({ ok: true });
  await tellDone('pk_of_nobody');
  await reconcile();
  expect(await find()).toEqual([]);
  expect(cancels).toBe(0);
});

test('ends the inquiry about a payment key without money', async () => {
  await tellDone('pk_a_rumour');
  await reconcile();
  const left = () => db.query(`select 1 from gateway_inquiries where payment_key = 'pk_a_rumour'`);
  expect(await left()).toHaveLength(1);
  await db.query(`update gateway_inquiries set created_at = now() - interval '2 days', due_at = now()`);
  await reconcile();
  expect(await left()).toEqual([]);
});

test('asks about news of a payment even if older news of it was never answered', async () => {
  const { hold, accountId, command } = await makeHeld();
  const { paymentKey } = command.payload;
  await pay(command);
  await tellDone(paymentKey);
  await db.query(
    `update gateway_inquiries set created_at = now() - interval '2 days' where payment_key = $1`,
    [paymentKey],
  );
  held.set(paymentKey, { orderId: hold.id, amount: hold.totalAmount, cancelled: 0 });
  await tellDone(paymentKey);
  await reconcile();
  expect(await paymentsOf(accountId)).toEqual([['cancelled', hold.totalAmount]]);
});

test('asks the gateway for no money of a payment that ended while it waited for its turn', async () => {
  const { command } = await makeHeld();
  const claim = await store.claimReservation(command, { payingMs: 1, checkAfterMs: 0, sent: false });
  if (claim.kind !== 'claimed') throw new Error('not claimed');
  const { payment } = claim.open;
  expect(await store.noteConfirmation(payment.id)).toBe(true);
  await store.settleDeclined(payment.id, 'NEVER_SENT');
  expect(await store.noteConfirmation(payment.id)).toBe(false);
});

test('declines no payment unknown to the gateway while a confirmation may still be carried out', async () => {
  const { sale, hold, accountId, command } = await makeHeld(300);
  const { paymentKey } = command.payload;
  onConfirm = { kind: 'unknown', reason: 'TimeoutError' };
  await expect(pay(command)).rejects.toBeInstanceOf(PaymentUnsettled);
  await vi.waitFor(async () => {
    await makeExpiryStore(db, 0).expireOverdue(10, []);
    await db.query('update payments set check_at = now() where account_id = $1', [accountId]);
    await reconcile();
    expect((await makeReservationReader(db).find(accountId, hold.id))?.reservation.status).toBe('expired');
  }, 5_000);
  expect(await paymentsOf(accountId)).toEqual([['in_progress', 0]]);
  const rival = await makeHold(db, {
    sale,
    accountId: await makeAccount(db),
    seatNumbers: [1],
  });
  held.set(paymentKey, { orderId: hold.id, amount: hold.totalAmount, cancelled: 0 });
  await tellDone(paymentKey);
  await reconcile();
  expect(await pay(command)).toMatchObject({ error: { code: 'hold_expired', reason: 'refunded' } });
  expect(held.get(paymentKey)?.cancelled).toBe(hold.totalAmount);
  expect((await makeReservationReader(db).find(rival.accountId, rival.id))?.reservation.status).toBe('held');

  const other = await makeHeld(300);
  await expect(pay(other.command)).rejects.toBeInstanceOf(PaymentUnsettled);
  await vi.waitFor(async () => {
    await makeExpiryStore(db, 0).expireOverdue(10, []);
    await db.query('update payments set check_at = now() where account_id = $1', [other.accountId]);
    await reconcile();
    expect(await paymentsOf(other.accountId)).toEqual([['failed', 0]]);
  }, 5_000);
});
