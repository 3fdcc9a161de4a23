import { expect, test } from 'vitest';
import { RESERVATION_STATUSES, type Reservation } from '../holds/model.ts';
import { payingDeadline, refusePayment } from './decide-payment.ts';
import { onApproved, onDeclined } from './decide-settlement.ts';

const expiresAt = new Date('2026-03-01T10:10:00Z');
const before = new Date('2026-03-01T10:09:59.999Z');
const held: Reservation = {
  id: 'res_1',
  accountId: 'usr_1',
  concertId: 'con_1',
  performanceId: 'prf_1',
  status: 'held',
  seats: [{ seatNumber: 1, seatGuid: 'A-1', label: 'A-1', grade: 'VIP', price: 100_000 }],
  totalAmount: 100_000,
  expiresAt,
  createdAt: new Date('2026-03-01T10:00:00Z'),
  version: 1,
};
const LATE_MS = 30_000;
const ask = {
  accountId: 'usr_1',
  amount: 100_000,
  now: before,
  acceptedAt: before,
  lateMs: 0,
  isPerformanceCancelled: false,
};

test('lets the owner pay a hold until its deadline', () => {
  expect(refusePayment(held, ask)).toBeNull();
  expect(refusePayment(held, { ...ask, amount: null })).toBeNull();
  expect(refusePayment(held, { ...ask, now: expiresAt })).toEqual({ code: 'hold_expired' });
  expect(refusePayment(held, { ...ask, acceptedAt: expiresAt, now: before })).toBeNull();
});

test('takes no money for a cancelled performance', () => {
  expect(refusePayment(held, { ...ask, isPerformanceCancelled: true })).toEqual({ code: 'sale_closed' });
});

test('lets a hold that costs nothing be paid from the wallet, and by no gateway', () => {
  const free = { ...held, totalAmount: 0 };
  expect(refusePayment(free, { ...ask, amount: null })).toBeNull();
  expect(refusePayment(free, ask)).toEqual({ code: 'nothing_to_pay' });
  expect(refusePayment(free, { ...ask, amount: 0 })).toEqual({ code: 'nothing_to_pay' });
});

test('says the same about no reservation and somebody else’s', () => {
  const unknown = { code: 'reservation_not_found' };
  expect(refusePayment(null, ask)).toEqual(unknown);
  expect(refusePayment(held, { ...ask, accountId: 'usr_2' })).toEqual(unknown);
});

test('refuses another amount than the reservation’s', () => {
  expect(refusePayment(held, { ...ask, amount: 99_999 })).toEqual({ code: 'amount_mismatch' });
});

test.each(['held', 'expired'] as const)(
  'lets who asked in time pay what is %s by now, for a bounded time',
  (status) => {
    const inTime = { ...ask, lateMs: LATE_MS };
    const at = (afterMs: number) => new Date(expiresAt.getTime() + afterMs);
    const expired = { code: 'hold_expired' };
    expect(refusePayment({ ...held, status }, { ...inTime, now: at(LATE_MS - 1) })).toBeNull();
    expect(refusePayment({ ...held, status }, { ...inTime, now: at(LATE_MS) })).toEqual(expired);
    expect(refusePayment({ ...held, status }, { ...inTime, now: at(1), acceptedAt: at(0) })).toEqual(expired);
    expect(refusePayment({ ...held, status }, { ...ask, now: at(1) })).toEqual(expired);
  },
);

test.each(RESERVATION_STATUSES.filter((status) => status !== 'held'))('never pays what is %s', (status) => {
  const code = status === 'expired' ? 'hold_expired' : 'reservation_not_payable';
  const now = status === 'expired' ? expiresAt : before;
  expect(refusePayment({ ...held, status }, { ...ask, now })).toEqual({ code });
});

test('extends the deadline of a payment in flight only as far as it needs', () => {
  expect(payingDeadline(expiresAt, new Date('2026-03-01T10:00:00Z'), 12_000)).toEqual(expiresAt);
  expect(payingDeadline(expiresAt, before, 12_000)).toEqual(new Date('2026-03-01T10:10:11.999Z'));
});

test('confirms what is being paid, takes seats again for what ran out, gives everything else back', () => {
  const ways = RESERVATION_STATUSES.map((status) => [status, onApproved({ ...held, status })]);
  expect(Object.fromEntries(ways)).toEqual({
    held: 'refund',
    paying: 'confirm',
    confirmed: 'refund',
    cancelling: 'refund',
    cancelled: 'refund',
    expired: 'retake',
    released: 'refund',
    payment_failed: 'retake',
  });
});

test('releases the seats of a declined payment, or keeps the hold until its own deadline where the concert says so', () => {
  const paying: Reservation = { ...held, status: 'paying', expiresAt: new Date('2026-03-01T10:10:30Z') };
  const failed = { type: 'reservation.payment_failed' };
  expect(onDeclined(paying, { policy: 'release', holdExpiresAt: expiresAt, now: before })).toEqual(failed);
  expect(onDeclined(paying, { policy: 'keep', holdExpiresAt: expiresAt, now: before })).toEqual({
    type: 'reservation.payment_withdrawn',
    expiresAt,
  });
  expect(onDeclined(paying, { policy: 'keep', holdExpiresAt: expiresAt, now: expiresAt })).toEqual(failed);
  const terms = { policy: 'release', holdExpiresAt: expiresAt, now: before } as const;
  expect(onDeclined({ ...paying, status: 'expired' }, terms)).toBeNull();
});
