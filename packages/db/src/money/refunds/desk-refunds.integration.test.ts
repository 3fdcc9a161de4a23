import { makeAccount, makeSale } from '@concert-mania/testkit/data/builders';
import {
  askToCancel,
  makeFundedAccount,
  payByGateway,
  topUpOf,
} from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { expect, test } from 'vitest';
import { makeWalletStore } from '../wallet/wallet-store.ts';
import {
  auditNames,
  cancel,
  db,
  desk,
  ENDED,
  gateway,
  gatewayCancels,
  giveBackAtDesk,
  lookAt,
  makePaid,
  payments,
  reconcile,
  settleAll,
  store,
  stuckOf,
  TERMS,
} from './testing/paid-reservations.ts';

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
  expect(await cancel(askToCancel(made.hold))).toMatchObject({ result: { refundAmount: 150_000 } });
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
  expect(await cancel(askToCancel(byFan.hold))).toMatchObject({
    result: { refundAmount: 150_000, feeAmount: 0 },
  });
  expect(await stuckOf(byFan)).toEqual([]);
  await settleAll();
  for (const made of [byHand, byFan]) expect(await lookAt(made)).toEqual(ENDED);
  expect(gatewayCancels.calls).toBe(0);
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
  const command = askToCancel(made.hold);
  const outcome = await cancel({ ...command, reason: '' });
  expect(outcome).toMatchObject({ status: 'succeeded' });
  expect(await lookAt(made)).toEqual(ENDED);
});
