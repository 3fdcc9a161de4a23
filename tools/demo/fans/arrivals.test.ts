import { expect, test } from 'vitest';
import { makeRandom } from '../random.ts';
import { drawArrivals, EARLIEST_MS, EARLY_SHARE, LATEST_EARLY_MS, SOLD_OUT_CURVE } from './arrivals.ts';

test.each([1, 9, 10, 997, 2_000])('%d fans are %d arrivals in order', (fans) => {
  const arrivals = drawArrivals(fans, makeRandom(7));
  expect(arrivals).toHaveLength(fans);
  expect(arrivals).toEqual([...arrivals].sort((a, b) => a - b));
  expect(drawArrivals(fans, makeRandom(7))).toEqual(arrivals);
});

test('a tenth comes before the opening, the rest along the curve of a real sale', () => {
  const whole = SOLD_OUT_CURVE.reduce((sum, count) => sum + count, 0);
  const fans = whole / (1 - EARLY_SHARE);
  const arrivals = drawArrivals(Math.round(fans), makeRandom(7));
  const early = arrivals.filter((at) => at < 0);
  expect(early).toHaveLength(Math.floor(fans * EARLY_SHARE));
  expect(Math.min(...early)).toBeGreaterThanOrEqual(-EARLIEST_MS);
  expect(Math.max(...early)).toBeLessThanOrEqual(-LATEST_EARLY_MS);
  const perSecond = SOLD_OUT_CURVE.map(
    (_, second) => arrivals.filter((at) => at >= 0 && Math.floor(at / 1_000) === second).length,
  );
  expect(perSecond.map((count, second) => Math.abs(count - (SOLD_OUT_CURVE[second] ?? 0)) <= 1)).toEqual(
    SOLD_OUT_CURVE.map(() => true),
  );
});
