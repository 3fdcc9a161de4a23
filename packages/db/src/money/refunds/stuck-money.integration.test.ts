import { PaymentUnsettled } from '@concert-mania/core/payments/ports';
import { makeAccount, makeClerk, makeSale } from '@concert-mania/testkit/data/builders';
import { askToCancel, payByGateway } from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { expect, test } from 'vitest';
import { makeOutcomeStore } from '../../events/outcomes.ts';
import { readStuckMoney } from '../../figures/read-figures.ts';
import {
  auditNames,
  BY_HAND,
  balanceOf,
  blocked,
  cancel,
  db,
  desk,
  ENDED,
  gatewayCancels,
  giveBackAtDesk,
  held,
  lookAt,
  makePaid,
  nextEventId,
  pay,
  reconcile,
  settleAll,
  stuckOf,
  webhooks,
} from './testing/paid-reservations.ts';

test('refunds the rest of a payment that the desk refunded in part, and ends', async () => {
  const made = await makePaid();
  held.get(made.paymentKey)!.cancelled = 1_000;
  expect(await cancel(askToCancel(made.hold))).toMatchObject({
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
    const outcome = await cancel(askToCancel(made.hold));
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
    gatewayCancels.lost = lost;
    await expect(cancel(askToCancel(made.hold))).rejects.toBeInstanceOf(PaymentUnsettled);
    gatewayCancels.lost = null;
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
  gatewayCancels.refusal = 'NOT_CANCELABLE_PAYMENT';
  const command = askToCancel(made.hold);
  await expect(cancel(command)).rejects.toBeInstanceOf(PaymentUnsettled);
  await expect(cancel(command)).rejects.toBeInstanceOf(PaymentUnsettled);
  await reconcile();
  await reconcile();
  expect(gatewayCancels.calls).toBe(1);
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
  expect(await readStuckMoney(db)).toEqual([{ kind: 'refund_refused', items: 1, won: 150_000 }]);
  await settleAll();
});

test('settles a refused refund by hand: the seat is free, the books name the person, the job has its outcome', async () => {
  const made = await makePaid(2);
  gatewayCancels.refusal = 'NOT_CANCELABLE_PAYMENT';
  const command = askToCancel(made.hold);
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
  gatewayCancels.refusal = 'NOT_CANCELABLE_PAYMENT';
  const command = askToCancel(made.hold);
  await expect(cancel(command)).rejects.toBeInstanceOf(PaymentUnsettled);
  await giveBackAtDesk(made.paymentKey, 150_000);
  expect((await reconcile()).settled).toContain(command.jobId);
  expect(await lookAt(made)).toEqual(ENDED);
  expect(await stuckOf(made)).toEqual([]);
  expect(gatewayCancels.calls).toBe(1);
});

test('asks a person for no more than is still due of a refused refund once the desk gave a part back', async () => {
  const made = await makePaid();
  gatewayCancels.refusal = 'NOT_CANCELABLE_PAYMENT';
  await expect(cancel(askToCancel(made.hold))).rejects.toBeInstanceOf(PaymentUnsettled);
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
  gatewayCancels.refusal = 'NOT_CANCELABLE_PAYMENT';
  await expect(cancel(askToCancel(made.hold))).rejects.toBeInstanceOf(PaymentUnsettled);
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
  gatewayCancels.refusal = 'NOT_CANCELABLE_PAYMENT';
  await expect(cancel(askToCancel(made.hold))).rejects.toBeInstanceOf(PaymentUnsettled);
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
