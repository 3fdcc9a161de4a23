import { previewCancellation } from '@concert-mania/core/payments/refunds/preview-cancellation';
import type { Outcome } from '@concert-mania/core/shared/outcome';
import { makeAccount, makeSale, newId } from '@concert-mania/testkit/data/builders';
import {
  askToCancel,
  makeFundedAccount,
  payByGateway,
  payByWallet,
} from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { afterEach, expect, test } from 'vitest';
import { audit } from '../../audit/audit.ts';
import { makeReservationReader } from '../../reservations/reservation-store.ts';
import { makePaymentStore } from '../payments/payment-store.ts';
import { makeWalletStore } from '../wallet/wallet-store.ts';
import { makeCancellationReader, makeCancellationStore } from './cancellation-store.ts';

const database = await testDatabase();
const db = openForTest(database, 10);
const payments = makePaymentStore(db, newId);
const cancellations = makeCancellationStore(db, newId);
const reservations = makeReservationReader(db);
const TERMS = { payingMs: 12_000, checkAfterMs: 60_000, sent: true };
const DAY_MS = 86_400_000;
/** Two days ahead on the calendar of Seoul, at any hour: a fee of 30 %. */
const inTwoDays = () => new Date(Date.now() + 2 * DAY_MS);

afterEach(async () => {
  expect(await audit(db)).toEqual([]);
});

async function makeHeld(startsAt = inTwoDays()) {
  const sale = await makeSale(db, { seats: 20, startsAt });
  const accountId = await makeFundedAccount(db, 300_000);
  return { sale, accountId, hold: await makeHold(db, { sale, accountId, seatNumbers: [1, 2] }) };
}

async function makePaidByGateway(startsAt?: Date) {
  const made = await makeHeld(startsAt);
  const claim = await payments.claimReservation(payByGateway(made.hold), TERMS);
  if (claim.kind !== 'claimed') throw new Error('not claimed');
  await payments.settleApproved(claim.open.payment.id, new Date());
  return { ...made, paymentKey: claim.open.payment.paymentKey };
}

const freeSeats = async (performanceId: string) =>
  (
    await db.query('select 1 from seats where performance_id = $1 and reservation_id is null and not sold', [
      performanceId,
    ])
  ).length;
const statusOf = async (reservation: { accountId: string; id: string }) =>
  (await reservations.find(reservation.accountId, reservation.id))?.reservation.status;
const codeOf = (outcome: Outcome) => (outcome.status === 'rejected' ? outcome.error.code : outcome.status);

test('releases a hold early, and its seats are available again', async () => {
  const { hold, sale } = await makeHeld();
  const command = askToCancel(hold);
  const released = await cancellations.claimCancellation(command, TERMS);
  expect(released).toMatchObject({
    kind: 'decided',
    outcome: { result: { reservation: { status: 'released' }, refundAmount: 0, feeAmount: 0 } },
  });
  expect(await freeSeats(sale.performanceId)).toBe(20);
  const again = await cancellations.claimCancellation(command, TERMS);
  expect(JSON.stringify(again)).toContain('"released"');
});

test('gives a wallet payment back to the wallet, less the fee, with the seats on sale again', async () => {
  const { hold, sale, accountId } = await makeHeld();
  await payments.payFromWallet(payByWallet(hold));
  const claim = await cancellations.claimCancellation(askToCancel(hold), TERMS);
  expect(claim).toMatchObject({
    outcome: { result: { reservation: { status: 'cancelled' }, refundAmount: 210_000, feeAmount: 90_000 } },
  });
  expect(await makeWalletStore(db).findBalance(accountId)).toBe(210_000);
  expect(await freeSeats(sale.performanceId)).toBe(20);
  expect(await reservations.find(accountId, hold.id)).toMatchObject({
    payments: [{ status: 'partially_cancelled', refundedAmount: 210_000 }],
  });
});

test('tells beforehand what a cancellation gives back, and afterwards that it cannot be cancelled', async () => {
  const { hold, accountId } = await makeHeld();
  const reader = makeCancellationReader(db);
  const preview = async () => {
    const state = await reader.findState(accountId, hold.id);
    return state && previewCancellation(state, null);
  };
  expect(await preview()).toMatchObject({ outcome: 'release', steps: [{ until: hold.expiresAt }] });
  await payments.payFromWallet(payByWallet(hold));
  expect(await preview()).toMatchObject({
    outcome: 'refund',
    steps: [{ refundAmount: 210_000, feeAmount: 90_000 }, { feeAmount: 270_000 }],
  });
  expect(await cancellations.claimCancellation(askToCancel(hold), TERMS)).toMatchObject({
    outcome: { result: { refundAmount: 210_000, feeAmount: 90_000 } },
  });
  expect(await preview()).toEqual({ outcome: 'not_cancellable', steps: [] });
  expect(await reader.findState(await makeAccount(db), hold.id)).toBeNull();
});

test('keeps the seats of a gateway payment until its money is back, and finishes after a crash', async () => {
  const { hold, sale, paymentKey } = await makePaidByGateway();
  const command = askToCancel(hold);
  const claim = await cancellations.claimCancellation(command, TERMS);
  if (claim.kind !== 'claimed') throw new Error('not claimed');
  expect(claim.refund).toMatchObject({ paymentKey, amount: 210_000, cancelledInAllAmount: 210_000 });
  expect(await statusOf(hold)).toBe('cancelling');
  expect(await freeSeats(sale.performanceId)).toBe(18);
  expect(await cancellations.claimCancellation(command, TERMS)).toEqual({
    kind: 'resumed',
    refund: claim.refund,
  });
  const outcomes = await Promise.all([1, 2, 3].map(() => payments.settleRefund(claim.refund.id)));
  expect(new Set(outcomes.map(codeOf))).toEqual(new Set(['succeeded']));
  expect(await statusOf(hold)).toBe('cancelled');
  expect(await freeSeats(sale.performanceId)).toBe(20);
  const repeated = await cancellations.claimCancellation(command, TERMS);
  expect(repeated).toMatchObject({ kind: 'decided', outcome: { result: { refundAmount: 210_000 } } });
});

test('cancels once, however many ask in parallel', async () => {
  const { hold, accountId } = await makeHeld();
  await payments.payFromWallet(payByWallet(hold));
  const claims = await Promise.all(
    [1, 2, 3, 4, 5].map(() => cancellations.claimCancellation(askToCancel(hold), TERMS)),
  );
  const codes = claims.map((claim) => (claim.kind === 'decided' ? codeOf(claim.outcome) : claim.kind)).sort();
  expect(codes).toEqual([...Array(4).fill('not_cancellable'), 'succeeded']);
  expect(await makeWalletStore(db).findBalance(accountId)).toBe(210_000);
});

test('has one outcome between a cancellation and a payment of the same hold', async () => {
  for (let round = 0; round < 10; round += 1) {
    const { hold } = await makeHeld();
    const [claim, paid] = await Promise.all([
      cancellations.claimCancellation(askToCancel(hold), TERMS),
      payments.payFromWallet(payByWallet(hold)),
    ]);
    if (claim.kind !== 'decided') throw new Error('a wallet payment is given back at once');
    const ends = `${codeOf(claim.outcome)} ${codeOf(paid)} ${await statusOf(hold)}`;
    expect(['succeeded reservation_not_payable released', 'succeeded succeeded cancelled']).toContain(ends);
  }
});

test('refuses to cancel while a payment is in flight', async () => {
  const { hold } = await makeHeld();
  await payments.claimReservation(payByGateway(hold), TERMS);
  expect(await cancellations.claimCancellation(askToCancel(hold), TERMS)).toMatchObject({
    outcome: { error: { code: 'not_cancellable' } },
  });
  expect(await statusOf(hold)).toBe('paying');
});

test('refuses to cancel once the performance has started', async () => {
  const { hold } = await makePaidByGateway(new Date(Date.now() - 1_000));
  expect(await cancellations.claimCancellation(askToCancel(hold), TERMS)).toMatchObject({
    outcome: { error: { code: 'not_cancellable' } },
  });
  expect(await statusOf(hold)).toBe('confirmed');
});

test('hands a refund left in progress to one reconciler, once it is due', async () => {
  const { hold } = await makePaidByGateway();
  await cancellations.claimCancellation(askToCancel(hold), { checkAfterMs: 0 });
  const take = () => payments.takeDueRefunds(10, 60_000);
  const [first, second] = await Promise.all([take(), take()]);
  expect([...first, ...second]).toMatchObject([{ amount: 210_000, orderId: hold.id }]);
});

test('confirms what costs nothing from the wallet and cancels it again, without a transfer', async () => {
  const sale = await makeSale(db, { seats: 20, startsAt: inTwoDays() });
  const accountId = await makeAccount(db);
  const hold = await makeHold(db, { sale, accountId, seatNumbers: [1, 2], price: 0 });
  expect(await payments.payFromWallet(payByWallet(hold))).toMatchObject({
    status: 'succeeded',
    result: { payment: { amount: 0, status: 'completed' }, reservation: { status: 'confirmed' } },
  });
  expect(codeOf(await payments.payFromWallet(payByWallet(hold)))).toBe('reservation_not_payable');
  expect(await audit(db)).toEqual([]);
  const claim = await cancellations.claimCancellation(askToCancel(hold), TERMS);
  expect(claim).toMatchObject({
    outcome: { result: { reservation: { status: 'cancelled' }, refundAmount: 0, feeAmount: 0 } },
  });
  expect(await freeSeats(sale.performanceId)).toBe(20);
  const references = await db.query(
    'select 1 from payments p join ledger_transfers t on t.reference = p.id where reservation_id = $1',
    [hold.id],
  );
  expect(references).toEqual([]);
});
