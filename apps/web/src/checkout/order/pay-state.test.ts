import { expect, test } from 'vitest';
import { isMoving, payStateOf, type Reservation } from './pay-state.ts';

type Status = Reservation['status'];
type Payment = Reservation['payments'][number];

const paymentOf = (status: Payment['status'], changes: Partial<Payment> = {}): Payment => ({
  ...{ id: 'pay_1', reservationId: 'res_1', method: 'gateway', status, amount: 1_000, refundedAmount: 0 },
  ...{ failureCode: null, createdAt: '2027-01-01T00:00:00.000Z', approvedAt: null },
  ...changes,
});

test.each<[Status, Payment[], string]>([
  ['held', [], 'payable'],
  ['paying', [], 'verifying'],
  ['paying', [paymentOf('in_progress')], 'verifying'],
  ['confirmed', [paymentOf('completed')], 'confirmed'],
  ['payment_failed', [paymentOf('failed')], 'declined'],
  ['expired', [], 'expired'],
  ['released', [], 'released'],
  ['cancelling', [paymentOf('completed')], 'cancelled'],
  ['cancelled', [paymentOf('cancelled')], 'cancelled'],
])('shows a reservation that is %s as it is', (status, payments, kind) => {
  expect(payStateOf({ status, payments }).kind).toBe(kind);
});

test.each<Status>(['held', 'paying', 'payment_failed', 'expired', 'released'])(
  'never shows a failure while a payment is open, when the reservation is %s',
  (status) => {
    const payments = [paymentOf('failed'), paymentOf('in_progress')];
    expect(payStateOf({ status, payments })).toEqual({ kind: 'verifying' });
  },
);

test('tells why the last payment was declined, whether or not the hold goes on', () => {
  const payments = [
    paymentOf('failed', { failureCode: 'INVALID_STOPPED_CARD' }),
    paymentOf('failed', { failureCode: 'REJECT_CARD_COMPANY' }),
  ];
  expect(payStateOf({ status: 'held', payments })).toEqual({
    kind: 'payable',
    declined: 'REJECT_CARD_COMPANY',
  });
  expect(payStateOf({ status: 'payment_failed', payments })).toMatchObject({
    failureCode: 'REJECT_CARD_COMPANY',
  });
});

test('tells how much came back of money that was taken too late', () => {
  const payments = [paymentOf('cancelled', { refundedAmount: 1_000 })];
  expect(payStateOf({ status: 'expired', payments })).toEqual({ kind: 'expired', refundedAmount: 1_000 });
});

test('looks again only while something is open', () => {
  expect(isMoving({ status: 'cancelling', payments: [paymentOf('completed')] })).toBe(true);
  expect(isMoving({ status: 'paying', payments: [] })).toBe(true);
  expect(isMoving({ status: 'held', payments: [] })).toBe(false);
  expect(isMoving({ status: 'confirmed', payments: [paymentOf('completed')] })).toBe(false);
});
