import { expect, test } from 'vitest';
import { CONCERT_DEFAULTS, type Programme } from '../model.ts';
import { decidePostponement } from './postpone-performance.ts';

const day = (n: number) => new Date(Date.UTC(2026, 5, n, 10));
const current = {
  id: 'prf_1',
  startsAt: day(10),
  saleOpensAt: day(1),
  saleClosesAt: day(9),
  prices: [],
  totalSeats: 10,
  cancelledAt: null,
  postponedFrom: null,
  fullRefundUntil: null,
};
const programme = (more: Partial<Programme['performances'][number]> = {}): Programme => ({
  concert: {
    ...CONCERT_DEFAULTS,
    id: 'con_1',
    title: 'T',
    artist: 'A',
    description: '',
    venueId: 'ven_1',
    publishedAt: day(1),
    pausedAt: null,
    revision: 1,
  },
  performances: [{ ...current, ...more }],
  categories: [],
  now: day(5),
});
const postpone = (starts: number, refunds: number, of = programme()) =>
  decidePostponement(of, 'prf_1', { startsAt: day(starts), fullRefundUntil: day(refunds), reason: 'ill' });

test('moves a performance whose sale is open, and keeps the old date', () => {
  expect(postpone(20, 15)).toMatchObject({
    ok: true,
    value: {
      type: 'performance.postponed',
      from: day(10),
      fullRefundUntil: day(15),
      performance: { startsAt: day(20) },
    },
  });
});

test('changes nothing for the same dates again', () => {
  const done = programme({ startsAt: day(20), fullRefundUntil: day(15) });
  expect(postpone(20, 15, done)).toEqual({ ok: true, value: null });
});

test.each([
  ['starts in the past', 4, 3, { path: 'startsAt', rule: 'starts_in_the_past' }],
  ['starts before its sale closes', 8, 7, { path: 'saleClosesAt', rule: 'closes_after_the_start' }],
  ['refunds until the past', 20, 4, { path: 'refundUntil', rule: 'refund_ends_in_the_past' }],
  ['refunds until after the start', 20, 21, { path: 'refundUntil', rule: 'refund_ends_after_the_start' }],
] as const)('refuses a date that %s', (_, starts, refunds, fault) => {
  expect(postpone(starts, refunds)).toMatchObject({
    error: { code: 'terms_invalid', faults: expect.arrayContaining([fault]) },
  });
});

test('refuses a cancelled performance, and one that does not exist', () => {
  const gone = { ok: false, error: { code: 'performance_cancelled' } };
  expect(postpone(20, 15, programme({ cancelledAt: day(4) }))).toEqual(gone);
  expect(postpone(20, 15, { ...programme(), performances: [] })).toMatchObject({
    error: { code: 'performance_not_found' },
  });
});
