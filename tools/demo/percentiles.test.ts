import { expect, test } from 'vitest';
import { percentilesOf, rateOf } from './percentiles.ts';

test('percentiles are values that were measured, by nearest rank', () => {
  const values = Array.from({ length: 200 }, (_, index) => 200 - index);
  expect(percentilesOf(values)).toEqual({ count: 200, p50: 100, p95: 190, p99: 198, max: 200 });
  expect(percentilesOf([5])).toEqual({ count: 1, p50: 5, p95: 5, p99: 5, max: 5 });
  expect(percentilesOf([])).toBeNull();
});

test('a rate is an average over the time it took, and the best second', () => {
  expect(rateOf([0, 100, 900, 1_500, 4_000])).toEqual({ average: 1.25, best: 3 });
  expect(rateOf([7])).toBeNull();
});
