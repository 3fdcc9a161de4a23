import { randomUUID } from 'node:crypto';
import { PaymentUnsettled } from '@concert-mania/core/payments/ports';
import {
  askedByStaff,
  type CancellationRequest,
} from '@concert-mania/core/payments/refunds/cancellation-request';
import { makeAccount, makeClerk, makeSale } from '@concert-mania/testkit/data/builders';
import {
  askToCancel,
  commandOf,
  makeFundedAccount,
  payByGateway,
  payByWallet,
} from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { expect, test } from 'vitest';
import { openDesk } from '../../box-office/testing/desk.ts';
import { makeSeatStatusReader } from '../../catalogue/seat-status-store.ts';
import { readSeatEvents, seatChangeOf } from '../../notifications/seat-changes.ts';
import { makeReservationReader } from '../../reservations/reservation-store.ts';
import { makeWalletStore } from '../wallet/wallet-store.ts';
import {
  BY_HAND,
  cancel,
  database,
  db,
  desk,
  gatewayCancels,
  giveBackAtDesk,
  held,
  pay,
  reconcile,
  stuckOf,
  tellFan,
} from './testing/paid-reservations.ts';

const reservations = makeReservationReader(db);
const boxOffice = await openDesk({ url: database.url, db });
const DAY_MS = 86_400_000;
/** Two days before the performance, a seat of 150,000 won costs a fee of 45,000. */
const SEATS = [1, 2, 3];

async function makeConfirmed(method: 'wallet' | 'gateway', price?: number) {
  const sale = await makeSale(db, { seats: 20, startsAt: new Date(Date.now() + 2 * DAY_MS) });
  const accountId = await makeFundedAccount(db, 450_000);
  const hold = await makeHold(db, {
    sale,
    accountId,
    seatNumbers: SEATS,
    ...(price !== undefined && { price }),
  });
  const command = method === 'wallet' ? payByWallet(hold) : payByGateway(hold);
  expect(await pay(command)).toMatchObject({ status: 'succeeded' });
  const paymentKey = 'paymentKey' in command.payload ? command.payload.paymentKey : '';
  return { sale, accountId, hold, paymentKey };
}

const lookAt = async ({ hold }: Pick<Awaited<ReturnType<typeof makeConfirmed>>, 'hold'>) => {
  const detail = await reservations.find(hold.accountId, hold.id);
  const tickets = await db.query<{ seat: number }>(
    `select seat_number as seat from tickets where reservation_id = $1 and status = 'valid' order by 1`,
    [hold.id],
  );
  const sold = await db.query<{ seat: number }>(
    'select seat_number as seat from seats where reservation_id = $1 and sold order by 1',
    [hold.id],
  );
  return {
    status: detail?.reservation.status,
    total: detail?.reservation.totalAmount,
    tickets: tickets.map(({ seat }) => seat),
    sold: sold.map(({ seat }) => seat),
    payment: detail?.payments[0]?.status,
    refunded: detail?.payments[0]?.refundedAmount,
  };
};
const left = (seats: readonly number[], refunded: number) => ({
  status: 'confirmed',
  total: seats.length * 150_000,
  tickets: seats,
  sold: seats,
  payment: 'partially_cancelled',
  refunded,
});
const byStaff = (
  hold: { readonly id: string },
  clerk: string,
  refund: 'policy' | 'full' | 'none',
  seatNumbers?: number[],
): CancellationRequest =>
  askedByStaff({
    ...commandOf(clerk, {
      reservationId: hold.id,
      refund,
      reason: 'the view is blocked',
      ...(seatNumbers && { seatNumbers }),
    }),
    requestId: randomUUID(),
  });

test('cancels one seat after the other of a wallet payment, and the fees add up', async () => {
  const made = await makeConfirmed('wallet');
  expect(await cancel(askToCancel(made.hold, [2]))).toMatchObject({
    result: {
      reservation: { status: 'confirmed', totalAmount: 300_000 },
      refundAmount: 105_000,
      feeAmount: 45_000,
    },
  });
  expect(await lookAt(made)).toEqual(left([1, 3], 105_000));
  expect(await makeSeatStatusReader(db).ofSeatChanges([{ stream: made.hold.id, version: 4 }])).toEqual(
    new Map([[made.sale.performanceId, [[2, 'A']]]]),
  );
  expect(await cancel(askToCancel(made.hold, [2]))).toMatchObject({
    error: { code: 'seat_not_found', seatNumbers: [2] },
  });
  await cancel(askToCancel(made.hold, [3]));
  expect(await cancel(askToCancel(made.hold, [1]))).toMatchObject({
    result: { reservation: { status: 'cancelled' }, refundAmount: 105_000, feeAmount: 45_000 },
  });
  expect(await makeWalletStore(db).findBalance(made.accountId)).toBe(315_000);
  expect(await lookAt(made)).toMatchObject({ status: 'cancelled', tickets: [], sold: [], refunded: 315_000 });
});

test('tells the fan of each cancellation with its own refund, and of the seats that are left', async () => {
  const made = await makeConfirmed('wallet');
  await cancel(askToCancel(made.hold, [2]));
  await cancel(askToCancel(made.hold));
  const notices = await tellFan(made);
  expect(notices.filter((one) => one.startsWith('email')).sort()).toEqual([
    'email reservation_cancelled: 210000',
    'email reservation_confirmed: 0',
    'email seats_cancelled: 105000',
  ]);
  const { seats, cancelledSeats } = seatChangeOf(await readSeatEvents(db, `${made.hold.id}.4`));
  const [first, second, third] = made.hold.seats;
  expect([seats, cancelledSeats]).toEqual([[first, third], [second]]);
});

test('sells the cancelled seats of a gateway payment again while their refund is under way', async () => {
  const made = await makeConfirmed('gateway');
  gatewayCancels.lost = [];
  const command = askToCancel(made.hold, [1, 2]);
  await expect(cancel(command)).rejects.toBeInstanceOf(PaymentUnsettled);
  expect(await lookAt(made)).toEqual({ ...left([3], 0), payment: 'completed' });
  await makeHold(db, { sale: made.sale, accountId: await makeAccount(db), seatNumbers: [1, 2] });
  // The rest waits for the first refund.
  const rest = askToCancel(made.hold);
  await expect(cancel(rest)).rejects.toThrow('has to end first');
  for (const arrive of gatewayCancels.lost) arrive();
  gatewayCancels.lost = null;
  await reconcile();
  expect(await cancel(command)).toMatchObject({ result: { refundAmount: 210_000, feeAmount: 90_000 } });
  expect(await lookAt(made)).toEqual(left([3], 210_000));
  expect(await cancel(rest)).toMatchObject({ result: { refundAmount: 105_000, feeAmount: 45_000 } });
  expect(held.get(made.paymentKey)?.cancelled).toBe(315_000);
});

test('leaves the other seats as they are when the gateway refuses for good, until a person settles it', async () => {
  const made = await makeConfirmed('gateway');
  gatewayCancels.refusal = 'NOT_CANCELABLE_PAYMENT';
  const command = askToCancel(made.hold, [1]);
  await expect(cancel(command)).rejects.toBeInstanceOf(PaymentUnsettled);
  expect(await lookAt(made)).toEqual({ ...left([2, 3], 0), payment: 'completed' });
  expect(await cancel(askToCancel(made.hold, [2]))).toMatchObject({ error: { code: 'refund_blocked' } });
  const [stuck] = await stuckOf(made);
  expect(stuck).toMatchObject({ kind: 'refund_refused', wantedAmount: 105_000 });
  await desk.settle(stuck?.id ?? '', await makeClerk(db), BY_HAND);
  expect(await cancel(command)).toMatchObject({ result: { refundAmount: 105_000 } });
  expect(await lookAt(made)).toEqual(left([2, 3], 105_000));
  // The gateway has given nothing back so far: the next refund asks it for its own amount only.
  gatewayCancels.refusal = null;
  expect(await cancel(askToCancel(made.hold, [2]))).toMatchObject({ result: { refundAmount: 105_000 } });
  expect(held.get(made.paymentKey)?.cancelled).toBe(105_000);
});

test('counts what the gateway gave back by itself against the next cancelled seats', async () => {
  const made = await makeConfirmed('gateway');
  await cancel(askToCancel(made.hold, [1]));
  await giveBackAtDesk(made.paymentKey, 120_000);
  await reconcile();
  expect(await lookAt(made)).toEqual(left([2, 3], 225_000));
  // 15,000 of its fee went back too.
  expect(await cancel(askToCancel(made.hold, [2]))).toMatchObject({
    result: { refundAmount: 120_000, feeAmount: 30_000 },
  });
  expect(await cancel(askToCancel(made.hold))).toMatchObject({
    result: { refundAmount: 105_000, feeAmount: 45_000 },
  });
  expect(held.get(made.paymentKey)?.cancelled).toBe(330_000);
});

test('lets staff give back all or nothing, on record, and cancels seats that cost nothing', async () => {
  const clerk = await makeClerk(db);
  const made = await makeConfirmed('gateway');
  expect(await cancel(byStaff(made.hold, clerk.accountId, 'full', [1]))).toMatchObject({
    result: { refundAmount: 150_000, feeAmount: 0 },
  });
  const whole = byStaff(made.hold, clerk.accountId, 'none');
  expect(await cancel(whole)).toMatchObject({
    result: { reservation: { status: 'cancelled' }, refundAmount: 0, feeAmount: 300_000 },
  });
  const [action] = await db.query<{ account: string; request: string; details: object }>(
    `select account_id as account, request_id as request, details from staff_actions
     where subject = $1 order by id desc limit 1`,
    [made.hold.id],
  );
  expect(action).toEqual({
    account: clerk.accountId,
    request: whole.requestId,
    details: { seatNumbers: null, refund: 'none', reason: 'the view is blocked' },
  });

  const unpaid = await makeConfirmed('wallet');
  await cancel(byStaff(unpaid.hold, clerk.accountId, 'none'));
  expect(await lookAt(unpaid)).toMatchObject({ status: 'cancelled', payment: 'completed', refunded: 0 });

  const free = await makeConfirmed('wallet', 0);
  expect(await cancel(askToCancel(free.hold, [1]))).toMatchObject({
    result: { reservation: { status: 'confirmed' }, refundAmount: 0, feeAmount: 0 },
  });
  await cancel(askToCancel(free.hold));
  expect(await lookAt(free)).toMatchObject({ status: 'cancelled', payment: 'cancelled' });
});

test('releases a hold at the box office', async () => {
  const sale = await makeSale(db, { seats: 20 });
  const hold = await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [1] });
  const { accountId } = await makeClerk(db);
  expect(await cancel(byStaff(hold, accountId, 'none'))).toMatchObject({
    result: { reservation: { status: 'released' } },
  });
});

test('pays back cash out of the drawer, and books as a fee what the box office does not refund', async () => {
  const sold = await boxOffice.sell(await makeSale(db), [1, 2], 'cash');
  if (sold.status !== 'succeeded') throw new Error(`the seats were not sold: ${sold.status}`);
  const { reservation } = sold.result;
  const booked = async () => {
    const rows = await db.query<{ account: string; amount: number }>(
      `select e.ledger_account as account, sum(e.amount)::bigint as amount
       from ledger_entries e join ledger_transfers t on t.id = e.transfer_id
       where t.reference in (select p.id from payments p where p.reservation_id = $1
         union select f.id from payments p join refunds f on f.payment_id = p.id where p.reservation_id = $1)
       group by e.ledger_account`,
      [reservation.id],
    );
    return Object.fromEntries(rows.map(({ account, amount }) => [account, amount]));
  };
  expect(await booked()).toEqual({ 'cash-drawer': -300_000, revenue: 300_000 });
  expect(await cancel(byStaff(reservation, boxOffice.clerk, 'full', [1]))).toMatchObject({
    result: { reservation: { status: 'confirmed' }, refundAmount: 150_000, feeAmount: 0 },
  });
  expect(await booked()).toEqual({ 'cash-drawer': -150_000, revenue: 150_000 });
  expect(await cancel(byStaff(reservation, boxOffice.clerk, 'none'))).toMatchObject({
    result: { reservation: { status: 'cancelled' }, refundAmount: 0, feeAmount: 150_000 },
  });
  expect(await booked()).toEqual({ 'cash-drawer': -150_000, revenue: 0, 'cancellation-fees': 150_000 });
  expect(gatewayCancels.calls).toBe(0);
});
