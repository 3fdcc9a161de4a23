import { expect, test } from 'vitest';
import { refundPolicy, splitRefund } from './refund-policy.ts';

const policy = { preset: 'korean-performing-arts' } as const;
const startsAt = new Date('2026-05-20T19:30:00+09:00');
const bookedAt = new Date('2026-04-01T12:00:00+09:00');
const fee = (now: string, amount = 100_000) =>
  splitRefund({ policy, amount, bookedAt, startsAt, now: new Date(now) });

test.each([
  ['2026-05-10T23:59:59.999+09:00', 0],
  ['2026-05-11T00:00:00.000+09:00', 10_000],
  ['2026-05-13T23:59:59.999+09:00', 10_000],
  ['2026-05-14T00:00:00.000+09:00', 20_000],
  ['2026-05-17T23:59:59.999+09:00', 20_000],
  ['2026-05-18T00:00:00.000+09:00', 30_000],
  ['2026-05-19T23:59:59.999+09:00', 30_000],
  ['2026-05-20T00:00:00.000+09:00', 90_000],
  ['2026-05-20T19:29:59.999+09:00', 90_000],
])('keeps the fee of the day in Seoul at %s', (now, feeAmount) => {
  expect(fee(now)).toEqual({ refundAmount: 100_000 - feeAmount, feeAmount });
});

test('gives nothing back from the start of the performance on', () => {
  expect(fee('2026-05-20T19:30:00.000+09:00')).toBeNull();
});

test.each([
  ['2026-05-16T12:00:00+09:00', '2026-05-17T12:00:00+09:00', 0],
  ['2026-05-16T12:00:00+09:00', '2026-05-17T12:00:00.001+09:00', 20_000],
  ['2026-05-17T23:00:00+09:00', '2026-05-18T00:30:00+09:00', 30_000],
])(
  'is free within 24 hours of the booking while 3 days remain: booked %s, cancelled %s',
  (booked, now, kept) => {
    const question = { policy, amount: 100_000, startsAt, bookedAt: new Date(booked), now: new Date(now) };
    expect(splitRefund(question)?.feeAmount).toBe(kept);
  },
);

test('rounds the fee down to a whole won', () => {
  expect(fee('2026-05-12T12:00:00+09:00', 99_999)).toEqual({ refundAmount: 90_000, feeAmount: 9_999 });
});

test('follows terms of a concert of its own, whatever their order', () => {
  const own = refundPolicy.parse({
    fees: [
      { minDaysBefore: 2, feePercent: 50 },
      { minDaysBefore: 30, feePercent: 5 },
    ],
    grace: null,
  });
  const at = (now: string) =>
    splitRefund({ policy: own, amount: 1_000, bookedAt, startsAt, now: new Date(now) });
  expect(at('2026-04-20T12:00:00+09:00')?.feeAmount).toBe(50);
  expect(at('2026-05-01T12:00:00+09:00')?.feeAmount).toBe(500);
  expect(at('2026-05-19T12:00:00+09:00')).toBeNull();
});

test.each([{}, { preset: 'other' }, { fees: [{ minDaysBefore: 0, feePercent: 100 }], grace: null }])(
  'refuses the policy %j',
  (candidate) => {
    expect(refundPolicy.safeParse(candidate).success).toBe(false);
  },
);
