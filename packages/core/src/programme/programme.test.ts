import { describe, expect, test } from 'vitest';
import { checkPerformance } from './check-performance.ts';
import { decideConcertEdit } from './edit-concert.ts';
import { decidePerformanceEdit } from './edit-performance.ts';
import { expectRevision } from './expect-revision.ts';
import { CONCERT_DEFAULTS, type PerformanceTerms, type Programme } from './model.ts';
import { decidePublication } from './publish-concert.ts';
import { FIXED_BEFORE_OPENING_MS, isSelling } from './sale-window.ts';

const NOW = new Date('2026-03-01T11:00:00.000Z');
const at = (offsetMs: number) => new Date(NOW.getTime() + offsetMs);
const HOUR_MS = 3_600_000;
const PRICES = [
  { category: 'R', grade: 'R', price: 99_000 },
  { category: 'VIP', grade: 'VIP', price: 150_000 },
];
const evening = (given: Partial<PerformanceTerms> = {}): PerformanceTerms => ({
  startsAt: at(100 * HOUR_MS),
  saleOpensAt: at(HOUR_MS),
  saleClosesAt: at(99 * HOUR_MS),
  prices: PRICES,
  ...given,
});
/** Neither cancelled nor postponed. */
const ON = { cancelledAt: null, postponedFrom: null, fullRefundUntil: null } as const;
const programme = (
  given: Partial<Programme> = {},
  concert: Partial<Programme['concert']> = {},
): Programme => ({
  concert: {
    ...CONCERT_DEFAULTS,
    id: 'con_1',
    title: 'T',
    artist: 'A',
    description: 'D',
    venueId: 'ven_1',
    publishedAt: at(-HOUR_MS),
    pausedAt: null,
    revision: 3,
    ...concert,
  },
  performances: [{ ...evening(), id: 'prf_1', totalSeats: 10, ...ON }],
  categories: ['R', 'VIP'],
  now: NOW,
  ...given,
});
const open = programme({
  performances: [{ ...evening({ saleOpensAt: at(-1) }), id: 'prf_1', totalSeats: 10, ...ON }],
});
const refusal = (result: { ok: boolean; error?: unknown }) => (result.ok ? null : result.error);

describe('a performance is refused', () => {
  const check = (terms: PerformanceTerms, given: Partial<Programme> = {}) => {
    const { categories, performances } = programme({ performances: [], ...given });
    return refusal(checkPerformance(terms, { categories, others: performances }));
  };
  const invalid = (path: string, rule: string) => ({ code: 'terms_invalid', faults: [{ path, rule }] });

  test.each([
    ['closes as it opens', { saleClosesAt: at(HOUR_MS) }, 'closes_before_it_opens'],
    ['closes before it opens', { saleClosesAt: at(0) }, 'closes_before_it_opens'],
    ['closes after the start', { saleClosesAt: at(100 * HOUR_MS + 1) }, 'closes_after_the_start'],
  ])('whose sale %s', (_, given, rule) => {
    expect(check(evening(given))).toEqual(invalid('saleClosesAt', rule));
  });
  test('with a price for a category that no seat has', () => {
    const prices = [...PRICES, { category: 'X', grade: 'X', price: 1 }];
    expect(check(evening({ prices }))).toEqual(invalid('prices.2.category', 'category_unknown'));
  });
  test('with two prices for a category', () => {
    expect(check(evening({ prices: [...PRICES, ...PRICES.slice(0, 1)] }))).toEqual(
      invalid('prices.2.category', 'category_repeated'),
    );
  });
  test('without any seat for sale; a single category may lack a price', () => {
    expect(check(evening({ prices: PRICES.slice(0, 1) }))).toBeNull();
    expect(check(evening({ prices: [] }))).toEqual({
      code: 'prices_incomplete',
      missing: ['R', 'VIP'],
    });
  });
  test('if its sale overlaps another sale of the same evening, and only then', () => {
    const performances = [{ ...evening(), id: 'prf_1', totalSeats: 10, ...ON }];
    expect(check(evening({ saleOpensAt: at(98 * HOUR_MS) }), { performances })).toEqual({
      code: 'sale_windows_overlap',
    });
    const later = { saleOpensAt: at(99 * HOUR_MS), saleClosesAt: at(100 * HOUR_MS) };
    expect(check(evening(later), { performances })).toBeNull();
    expect(check(evening({ startsAt: at(124 * HOUR_MS) }), { performances })).toBeNull();
  });
  test('for none of this if its sale closes at its start', () => {
    expect(check(evening({ saleClosesAt: at(100 * HOUR_MS) }))).toBeNull();
  });
});

describe('a performance or concert on sale', () => {
  test('is fixed from shortly before the sale opens, but never in a draft', () => {
    const opening = (ms: number) => ({ saleOpensAt: at(ms) });
    expect(isSelling(programme(), opening(FIXED_BEFORE_OPENING_MS))).toBe(true);
    expect(isSelling(programme(), opening(FIXED_BEFORE_OPENING_MS + 1))).toBe(false);
    expect(isSelling(programme({}, { publishedAt: null }), opening(-HOUR_MS))).toBe(false);
  });

  test('can change only the end of its sale', () => {
    const wishes = { startsAt: at(101 * HOUR_MS), saleOpensAt: at(0), saleClosesAt: at(50 * HOUR_MS) };
    const prices = PRICES.map((price) => ({ ...price, grade: 'new' }));
    expect(refusal(decidePerformanceEdit(open, 'prf_1', { ...wishes, prices }))).toEqual({
      code: 'not_editable',
      fields: ['startsAt', 'saleOpensAt', 'prices'],
    });
    expect(decidePerformanceEdit(open, 'prf_1', { saleClosesAt: wishes.saleClosesAt })).toMatchObject({
      value: { type: 'performance.edited', changes: { saleClosesAt: wishes.saleClosesAt } },
    });
  });

  test('accepts its current values in any order', () => {
    expect(decidePerformanceEdit(open, 'prf_1', { prices: PRICES.toReversed() })).toEqual({
      ok: true,
      value: null,
    });
    const policy = { fees: [{ minDaysBefore: 1, feePercent: 2 }], grace: null };
    const again = { fees: [{ feePercent: 2, minDaysBefore: 1 }], grace: null };
    const selling = programme({ performances: open.performances }, { refundPolicy: policy });
    expect(decideConcertEdit(selling, { refundPolicy: again, venueId: 'ven_1' })).toEqual({
      ok: true,
      value: null,
    });
  });

  test('keeps its refund policy, which can change only before the sale', () => {
    const wishes = { refundPolicy: { fees: [], grace: null } };
    expect(refusal(decideConcertEdit(open, wishes))).toEqual({
      code: 'not_editable',
      fields: ['refundPolicy'],
    });
    expect(decideConcertEdit(programme(), wishes)).toMatchObject({ value: { changes: wishes } });
  });
});

test('is checked like a new performance, but not against itself', () => {
  const moved = decidePerformanceEdit(programme(), 'prf_1', { saleOpensAt: at(2 * HOUR_MS) });
  expect(moved).toMatchObject({ ok: true, value: { changes: { saleOpensAt: at(2 * HOUR_MS) } } });
  expect(
    refusal(decidePerformanceEdit(programme(), 'prf_1', { saleOpensAt: at(99 * HOUR_MS) })),
  ).toMatchObject({
    faults: [{ path: 'saleClosesAt', rule: 'closes_before_it_opens' }],
  });
  expect(
    refusal(
      decidePerformanceEdit(programme(), 'prf_1', {
        prices: [
          { category: 'VIP', grade: 'V', price: 1 },
          { category: 'R', grade: 'R', price: 1 },
          { category: 'Q', grade: 'Q', price: 1 },
        ],
      }),
    ),
  ).toMatchObject({ faults: [{ path: 'prices.2.category' }] });
  expect(refusal(decidePerformanceEdit(programme(), 'prf_2', {}))).toEqual({ code: 'performance_not_found' });
});

test('can change its venue while no performance has seats', () => {
  const wishes = { venueId: 'ven_2' };
  expect(refusal(decideConcertEdit(programme(), wishes))).toEqual({
    code: 'not_editable',
    fields: ['venueId'],
  });
  expect(decideConcertEdit(programme({ performances: [] }), wishes)).toMatchObject({
    value: { changes: wishes },
  });
});

test('has an event type for changes of the waiting room alone, which keep absent fields', () => {
  expect(decideConcertEdit(open, { waitingRoom: { maxActive: 9 } })).toMatchObject({
    value: {
      type: 'concert.waiting_room_changed',
      terms: { title: 'T', waitingRoom: { ...CONCERT_DEFAULTS.waitingRoom, maxActive: 9 } },
    },
  });
  expect(decideConcertEdit(open, { title: 'N', waitingRoom: { maxActive: 9 } })).toMatchObject({
    value: { type: 'concert.edited' },
  });
  expect(decideConcertEdit(open, { waitingRoom: { enabled: true } })).toEqual({ ok: true, value: null });
});

describe('publishing', () => {
  const draft = (given: Partial<Programme>) => programme(given, { publishedAt: null });

  test('names the prices as missing if no seat is for sale', () => {
    const performances = [{ ...evening({ prices: [] }), id: 'prf_1', totalSeats: 10, ...ON }];
    expect(refusal(decidePublication(draft({ performances })))).toEqual({
      code: 'concert_incomplete',
      missing: ['performances.prf_1.prices.R', 'performances.prf_1.prices.VIP'],
    });
    expect(refusal(decidePublication(draft({ performances: [] })))).toMatchObject({
      missing: ['performances'],
    });
  });
  test('a complete draft is a change; a published concert is none', () => {
    expect(decidePublication(draft({}))).toEqual({ ok: true, value: { type: 'concert.published' } });
    expect(decidePublication(programme())).toEqual({ ok: true, value: null });
  });
});

test('refuses a decision based on an outdated revision', () => {
  const decide = (expected: readonly number[] | null) =>
    refusal(expectRevision({ expected }, decidePublication)(programme()));
  expect([decide(null), decide([3]), decide([1, 3])]).toEqual([null, null, null]);
  expect([decide([2]), decide([])]).toEqual([{ code: 'revision_conflict' }, { code: 'revision_conflict' }]);
});
