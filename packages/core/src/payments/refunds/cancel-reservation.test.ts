import { expect, test } from 'vitest';
import { RESERVATION_STATUSES, type Reservation } from '../../holds/model.ts';
import { CANCELLED } from '../../jobs/testing/sample-outcomes.ts';
import { makeGatewaySlots } from '../gateway/gateway-slots.ts';
import { type CancellationClaim, type OpenRefund, PaymentUnsettled } from '../ports.ts';
import { makeCancelReservation } from './cancel-reservation.ts';
import { cancelled, ruleOnCancellation } from './decide-cancellation.ts';

const now = new Date('2026-03-01T10:05:00Z');
const held: Reservation = {
  id: 'res_1',
  accountId: 'usr_1',
  concertId: 'con_1',
  performanceId: 'prf_1',
  status: 'held',
  seats: [],
  totalAmount: 100_000,
  expiresAt: new Date('2026-03-01T10:10:00Z'),
  createdAt: new Date('2026-03-01T10:00:00Z'),
  version: 1,
};
const split = () => ({ refundAmount: 90_000, feeAmount: 10_000 });
const kindOf = (status: Reservation['status']) =>
  ruleOnCancellation({ ...held, status }, 'usr_1', now, split).kind;

test('releases a hold, refunds what is confirmed, and refuses everything else', () => {
  expect(Object.fromEntries(RESERVATION_STATUSES.map((status) => [status, kindOf(status)]))).toEqual({
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

test('refuses what the policy no longer lets go', () => {
  const decision = ruleOnCancellation({ ...held, status: 'confirmed' }, 'usr_1', now, () => null);
  expect(decision).toMatchObject({ outcome: { status: 'rejected', error: { code: 'not_cancellable' } } });
});

test('leaves an overdue hold to its expiry', () => {
  expect(ruleOnCancellation(held, 'usr_1', held.expiresAt, split).kind).toBe('refused');
});

test('says the same about no reservation and somebody else’s', () => {
  const unknown = { outcome: { status: 'rejected', error: { code: 'reservation_not_found' } } };
  expect(ruleOnCancellation(null, 'usr_1', now, split)).toMatchObject(unknown);
  expect(ruleOnCancellation(held, 'usr_2', now, split)).toMatchObject(unknown);
});

test('tells what was given back and what was kept', () => {
  expect(cancelled({ ...held, status: 'cancelled' }, split())).toMatchObject({
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
  const command = {
    jobId: 'job_1',
    accountId: 'usr_1',
    fingerprint: 'f',
    acceptedAt: now,
    payload: { reservationId: 'res_1', reason: null },
  };
  const giveBack = slots.tryTake();
  await expect(cancel(command)).rejects.toBeInstanceOf(PaymentUnsettled);
  claim = { kind: 'decided', outcome: CANCELLED };
  expect(await cancel(command)).toMatchObject({ status: 'succeeded' });
  giveBack?.();
  expect(await cancel(command)).toMatchObject({ status: 'succeeded' });
  expect(slots.tryTake()).not.toBeNull();
  expect(checks).toEqual([0, 0, 12_000]);
});
