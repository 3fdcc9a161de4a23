import { PaymentUnsettled } from '@concert-mania/core/payments/ports';
import { makeAccount, makeSale } from '@concert-mania/testkit/data/builders';
import { askToCancel, payByGateway } from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { expect, test } from 'vitest';
import {
  cancel,
  db,
  gatewayCancels,
  giveBackAtDesk,
  held,
  lookAt,
  makeLate,
  makePaid,
  nextEventId,
  pay,
  reconcile,
  settleAll,
  stuckOf,
  tellFan,
  webhooks,
} from './testing/paid-reservations.ts';

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
  await cancel(askToCancel(byGateway.hold));
  gatewayCancels.refusal = 'NOT_CANCELABLE_PAYMENT';
  await expect(cancel(askToCancel(byHand.hold))).rejects.toBeInstanceOf(PaymentUnsettled);
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
  gatewayCancels.refusal = 'NOT_CANCELABLE_PAYMENT';
  await reconcile();
  await expect(pay(made.command)).rejects.toBeInstanceOf(PaymentUnsettled);
  await reconcile();
  expect(gatewayCancels.calls).toBe(1);
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
