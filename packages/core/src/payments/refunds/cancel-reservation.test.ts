import { expect, test } from 'vitest';
import { RESERVATION_STATUSES, type Reservation } from '../../holds/model.ts';
import { CANCELLED } from '../../jobs/testing/sample-outcomes.ts';
import { makeGatewaySlots } from '../gateway/gateway-slots.ts';
import type { Payment } from '../model.ts';
import { type CancellationClaim, type OpenRefund, PaymentUnsettled } from '../ports.ts';
import { makeCancelReservation } from './cancel-reservation.ts';
import { askedByFan, type CancellationRequest } from './cancellation-request.ts';
import { cancelled } from './decide-cancellation.ts';
import type { Refund } from './refund.ts';
import { type CancellationState, ruleOnCancellation } from './rule-on-cancellation.ts';

const now = new Date('2026-03-01T10:05:00Z');
const held: Reservation = {
  id: 'res_1',
  accountId: 'usr_1',
  concertId: 'con_1',
  performanceId: 'prf_1',
  status: 'held',
  seats: [40_000, 60_000].map((price, index) => ({
    seatNumber: index + 1,
    seatGuid: `g${index}`,
    label: `A-${index}`,
    grade: 'R',
    price,
  })),
  totalAmount: 100_000,
  expiresAt: new Date('2026-03-01T10:10:00Z'),
  createdAt: new Date('2026-03-01T10:00:00Z'),
  version: 1,
};
const policy = { preset: 'korean-performing-arts' } as const;
const startsAt = new Date('2026-03-01T19:00:00Z');
const payment = { amount: 100_000 } as Payment;
const history = { refund: null, givenBackAmount: 0, takenBackAmount: 0, stuck: [] };
const whole = { ownerId: 'usr_1', seatNumbers: null, refund: 'policy' } as const;
const confirmed: Reservation = { ...held, status: 'confirmed' };
const rule = (state: Partial<CancellationState>, asked: Partial<CancellationRequest> = {}) =>
  ruleOnCancellation(
    { ...whole, ...asked },
    { reservation: confirmed, now, payment, terms: { policy, startsAt }, history, usedSeats: [], ...state },
  );

test('releases a hold, refunds what is confirmed, and refuses everything else', () => {
  const kinds = RESERVATION_STATUSES.map((status) => [
    status,
    rule({ reservation: { ...held, status } }).kind,
  ]);
  expect(Object.fromEntries(kinds)).toEqual({
    held: 'release',
    paying: 'refused',
    confirmed: 'refund',
    cancelling: 'refused',
    cancelled: 'refused',
    expired: 'refused',
    released: 'refused',
    payment_failed: 'refused',
  });
});

test('refuses what the policy no longer lets go, but lets staff decide', () => {
  const late = { now: startsAt };
  expect(rule(late)).toEqual({ kind: 'refused', error: { code: 'not_cancellable' } });
  expect(rule(late, { ownerId: null, refund: 'full' })).toMatchObject({
    split: { refundAmount: 100_000, feeAmount: 0 },
  });
  expect(rule(late, { ownerId: null, refund: 'none' })).toMatchObject({
    split: { refundAmount: 0, feeAmount: 100_000 },
  });
});

test('gives nothing back by policy for a used ticket, but lets staff decide', () => {
  const inside = { usedSeats: [2] };
  expect(rule(inside)).toEqual({ kind: 'refused', error: { code: 'not_cancellable' } });
  expect(rule(inside, { seatNumbers: [1] }).kind).toBe('refund');
  expect(rule(inside, { ownerId: null, refund: 'full' }).kind).toBe('refund');
});

test('leaves an overdue hold to its expiry, and some seats of a hold to the hold', () => {
  expect(rule({ reservation: held, now: held.expiresAt }).kind).toBe('refused');
  expect(rule({ reservation: held }, { seatNumbers: [1] }).kind).toBe('refused');
  expect(rule({ reservation: held }, { seatNumbers: [2, 1] }).kind).toBe('release');
});

test('says the same about no reservation and somebody else’s, but not to staff', () => {
  const unknown = { kind: 'refused', error: { code: 'reservation_not_found' } };
  expect(rule({ reservation: null })).toEqual(unknown);
  expect(rule({}, { ownerId: 'usr_2' })).toEqual(unknown);
  expect(rule({ reservation: null }, { ownerId: null })).toEqual(unknown);
  expect(rule({}, { ownerId: null }).kind).toBe('refund');
});

test('names the seats that are not in the reservation, and gives back the price of those that are', () => {
  const error = { code: 'seat_not_found', seatNumbers: [3, 4] };
  expect(rule({}, { seatNumbers: [1, 3, 4] })).toEqual({ kind: 'refused', error });
  expect(rule({ now: new Date('2026-02-25T10:05:00Z') }, { seatNumbers: [2] })).toMatchObject({
    seats: [{ seatNumber: 2 }],
    split: { refundAmount: 60_000, feeAmount: 0 },
  });
});

test('takes what the gateway gave back unasked off the refund, then off the fee', () => {
  // The day before the performance the fee is 30 %.
  const unasked = (amount: number, seatNumbers: number[]) => {
    const ruling = rule({ history: { ...history, takenBackAmount: amount } }, { seatNumbers });
    return ruling.kind === 'refund' ? ruling.split : null;
  };
  expect(unasked(0, [1])).toEqual({ refundAmount: 28_000, feeAmount: 12_000 });
  expect(unasked(28_000, [1])).toEqual({ refundAmount: 28_000, feeAmount: 12_000 });
  expect(unasked(30_000, [1])).toEqual({ refundAmount: 30_000, feeAmount: 10_000 });
  expect(unasked(100_000, [1])).toEqual({ refundAmount: 40_000, feeAmount: 0 });
});

test('refuses everything while an earlier refund waits for a person', () => {
  const blocked = { ...history, refund: { blocked: true } as Refund };
  expect(rule({ history: blocked })).toEqual({ kind: 'refused', error: { code: 'refund_blocked' } });
});

test('tells what was given back and what was kept', () => {
  const split = { refundAmount: 90_000, feeAmount: 10_000 };
  expect(cancelled({ ...held, status: 'cancelled' }, split)).toMatchObject({
    status: 'succeeded',
    result: { reservation: { status: 'cancelled' }, refundAmount: 90_000, feeAmount: 10_000 },
  });
});

const refund: OpenRefund = {
  id: 'rfd_1',
  jobId: 'job_1',
  paymentId: 'pay_1',
  paymentKey: 'pk_1',
  orderId: 'res_1',
  amount: 90_000,
  givenBackBeforeAmount: 0,
  cancelledInAllAmount: 90_000,
  reason: 'cancelled by the customer',
  blocked: false,
};
const never = () => Promise.reject(new Error('the gateway is not asked'));

test('releases holds while every call to the gateway is taken, and leaves refunds to the reconciler at once', async () => {
  const slots = makeGatewaySlots(1);
  const checks: number[] = [];
  let claim: CancellationClaim = { kind: 'claimed', refund };
  const cancel = makeCancelReservation({
    slots,
    terms: { checkAfterMs: 12_000 },
    cancellations: {
      claimCancellation: async (_, { checkAfterMs }) => {
        checks.push(checkAfterMs);
        return claim;
      },
    },
    gateway: { health: () => 'well', confirm: never, cancel: never, inquire: never },
    store: {
      settleRefund: never,
      noteElsewhere: never,
      noteCancel: never,
      endCancel: never,
      blockRefund: never,
    },
  });
  const command = askedByFan({
    jobId: 'job_1',
    accountId: 'usr_1',
    fingerprint: 'f',
    acceptedAt: now,
    payload: { reservationId: 'res_1', reason: null },
  });
  const place = slots.tryEnter();
  await expect(cancel(command)).rejects.toBeInstanceOf(PaymentUnsettled);
  claim = { kind: 'waits', refundId: 'rfd_0' };
  await expect(cancel(command)).rejects.toThrow('rfd_0 has to end first');
  claim = { kind: 'decided', outcome: CANCELLED };
  expect(await cancel(command)).toMatchObject({ status: 'succeeded' });
  place?.leave();
  expect(await cancel(command)).toMatchObject({ status: 'succeeded' });
  expect(slots.tryEnter()).not.toBeNull();
  expect(checks).toEqual([0, 0, 0, 12_000]);
});
