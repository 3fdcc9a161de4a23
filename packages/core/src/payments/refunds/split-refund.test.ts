import fc from 'fast-check';
import { expect, test } from 'vitest';
import { refundPolicy } from '../../catalogue/refund-policy.ts';
import { listRefundSteps, splitRefund } from './split-refund.ts';

const policy = { preset: 'korean-performing-arts' } as const;
const startsAt = new Date('2026-05-20T19:30:00+09:00');
const bookedAt = new Date('2026-04-01T12:00:00+09:00');
const fee = (now: string, amount = 100_000) =>
  splitRefund({ policy, prices: [amount], bookedAt, startsAt, now: new Date(now) });

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

test('refunds in full until the end that a postponement set, and by the policy after it', () => {
  const postponed = { policy, prices: [100_000], bookedAt, startsAt };
  const fullRefundUntil = new Date('2026-05-19T12:00:00+09:00');
  const at = (now: string) => splitRefund({ ...postponed, fullRefundUntil, now: new Date(now) });
  expect(at('2026-05-19T11:59:59.999+09:00')).toEqual({ refundAmount: 100_000, feeAmount: 0 });
  expect(at('2026-05-19T12:00:00+09:00')).toEqual({ refundAmount: 70_000, feeAmount: 30_000 });
  const steps = listRefundSteps({
    ...postponed,
    fullRefundUntil,
    now: new Date('2026-05-18T12:00:00+09:00'),
  });
  expect(steps.map(({ until, feeAmount }) => [until.toISOString(), feeAmount])).toEqual([
    ['2026-05-19T03:00:00.000Z', 0],
    ['2026-05-19T15:00:00.000Z', 30_000],
    ['2026-05-20T10:30:00.000Z', 90_000],
  ]);
});

test('refunds in full for a cancelled performance, even after its start', () => {
  const fullRefundUntil = new Date('9999-01-01T00:00:00Z');
  const now = new Date('2026-05-21T00:00:00+09:00');
  const question = { policy, prices: [100_000], bookedAt, startsAt, fullRefundUntil, now };
  expect(splitRefund(question)).toEqual({ refundAmount: 100_000, feeAmount: 0 });
});

test('refunds nothing from the start of the performance on', () => {
  expect(fee('2026-05-20T19:30:00.000+09:00')).toBeNull();
});

test.each([
  ['2026-05-16T12:00:00+09:00', '2026-05-17T12:00:00+09:00', 0],
  ['2026-05-16T12:00:00+09:00', '2026-05-17T12:00:00.001+09:00', 20_000],
  ['2026-05-17T23:00:00+09:00', '2026-05-18T00:30:00+09:00', 30_000],
])(
  'is free within 24 hours of the booking while 3 days remain: booked %s, cancelled %s',
  (booked, now, kept) => {
    const question = { policy, prices: [100_000], startsAt, bookedAt: new Date(booked), now: new Date(now) };
    expect(splitRefund(question)?.feeAmount).toBe(kept);
  },
);

test('rounds the fee down to a whole won', () => {
  expect(fee('2026-05-12T12:00:00+09:00', 99_999)).toEqual({ refundAmount: 90_000, feeAmount: 9_999 });
});

test('rounds the fee of each seat, so that seats cost the same together and one by one', () => {
  const prices = [99_999, 99_999, 33];
  const at = { policy, bookedAt, startsAt, now: new Date('2026-05-12T12:00:00+09:00') };
  expect(splitRefund({ ...at, prices })?.feeAmount).toBe(9_999 + 9_999 + 3);
  expect(splitRefund({ ...at, prices: [] })).toEqual({ refundAmount: 0, feeAmount: 0 });
});

test("follows a concert's own terms, in any order", () => {
  const own = refundPolicy.parse({
    fees: [
      { minDaysBefore: 2, feePercent: 50 },
      { minDaysBefore: 30, feePercent: 5 },
    ],
    grace: null,
  });
  const at = (now: string) =>
    splitRefund({ policy: own, prices: [1_000], bookedAt, startsAt, now: new Date(now) });
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

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
const inSeoul = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Seoul' });
/** The calendar day in Seoul, by the time zone database. */
const calendarDay = (at: Date) => Date.parse(inSeoul.format(at)) / (DAY_MINUTES * MINUTE_MS);
const usualPercent = (days: number): number => {
  if (days >= 10) return 0;
  if (days >= 7) return 10;
  if (days >= 3) return 20;
  return days >= 1 ? 30 : 90;
};

test.each([
  ['an evening', '2026-05-17T10:00:00Z'],
  ['a minute after midnight', '2026-05-16T15:01:00Z'],
  ['midnight', '2026-05-16T15:00:00Z'],
  ['a minute before midnight', '2026-05-17T14:59:00Z'],
])('charges the fee of the calendar day in Seoul at every minute before %s, booked long ago', (_, start) => {
  const startsAt = new Date(start);
  const bookedAt = new Date(startsAt.getTime() - 60 * DAY_MINUTES * MINUTE_MS);
  const changes: number[] = [];
  let last = -1;
  for (let minutes = 12 * DAY_MINUTES; minutes > 0; minutes -= 1) {
    const now = new Date(startsAt.getTime() - minutes * MINUTE_MS);
    const split = splitRefund({
      policy: { preset: 'korean-performing-arts' },
      prices: [100_000],
      bookedAt,
      startsAt,
      now,
    });
    const percent = usualPercent(calendarDay(startsAt) - calendarDay(now));
    if (split?.feeAmount !== percent * 1_000 || split.refundAmount !== 100_000 - percent * 1_000) {
      throw new Error(`${minutes} minutes before: ${JSON.stringify(split)} where the fee is ${percent} %`);
    }
    if (percent !== last) changes.push(percent);
    last = percent;
  }
  const all = [0, 10, 20, 30, 90];
  // A performance at midnight has no minute on its own day.
  expect(changes).toEqual(start === '2026-05-16T15:00:00Z' ? all.slice(0, -1) : all);
});

test('charges nothing for 24 hours to the minute while three days remain, and the usual fee from then on', () => {
  const startsAt = new Date('2026-05-17T10:00:00Z');
  for (let bookedBefore = 9 * DAY_MINUTES; bookedBefore > 0; bookedBefore -= 61) {
    const bookedAt = new Date(startsAt.getTime() - bookedBefore * MINUTE_MS);
    for (const after of [0, 1, DAY_MINUTES - 1, DAY_MINUTES, DAY_MINUTES + 1]) {
      const now = new Date(bookedAt.getTime() + after * MINUTE_MS);
      if (now >= startsAt) continue;
      const days = calendarDay(startsAt) - calendarDay(now);
      const percent = after <= DAY_MINUTES && days >= 3 ? 0 : usualPercent(days);
      const split = splitRefund({
        policy: { preset: 'korean-performing-arts' },
        prices: [100_000],
        bookedAt,
        startsAt,
        now,
      });
      expect([bookedBefore, after, split?.feeAmount]).toEqual([bookedBefore, after, percent * 1_000]);
    }
  }
});

test('lists the fees to come, each until the midnight in Seoul at which the next one begins', () => {
  const now = new Date('2026-05-12T12:00:00+09:00');
  expect(listRefundSteps({ policy, prices: [100_000], bookedAt, startsAt, now })).toEqual([
    { refundAmount: 90_000, feeAmount: 10_000, until: new Date('2026-05-14T00:00:00+09:00') },
    { refundAmount: 80_000, feeAmount: 20_000, until: new Date('2026-05-18T00:00:00+09:00') },
    { refundAmount: 70_000, feeAmount: 30_000, until: new Date('2026-05-20T00:00:00+09:00') },
    { refundAmount: 10_000, feeAmount: 90_000, until: startsAt },
  ]);
  expect(listRefundSteps({ policy, prices: [100_000], bookedAt, startsAt, now: startsAt })).toEqual([]);
});

test('lists at every time what a cancellation at that time gets, also under own terms', () => {
  const ownTerms = fc.record({
    fees: fc.array(fc.record({ minDaysBefore: fc.nat(12), feePercent: fc.nat(99) }), { maxLength: 5 }),
    grace: fc.option(fc.record({ hours: fc.integer({ min: 1, max: 72 }), minDaysBefore: fc.nat(5) })),
  });
  const minutes = fc.nat(15 * DAY_MINUTES);
  const someTerms = fc.oneof(fc.constant(policy), ownTerms);
  fc.assert(
    fc.property(someTerms, minutes, minutes, minutes, (terms, bookedBefore, waited, later) => {
      const booked = new Date(startsAt.getTime() - bookedBefore * MINUTE_MS);
      const now = new Date(booked.getTime() + waited * MINUTE_MS);
      const at = new Date(now.getTime() + later * MINUTE_MS);
      const question = { policy: terms, prices: [99_999], bookedAt: booked, startsAt };
      const step = listRefundSteps({ ...question, now }).find(({ until }) => at < until);
      const split = splitRefund({ ...question, now: at });
      expect(step?.feeAmount ?? null).toBe(split?.feeAmount ?? null);
    }),
  );
});
