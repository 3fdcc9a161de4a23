import { expect, test } from 'vitest';
import { rateOf } from './rate.ts';

test('a rate is an average over the time it took, and the best second', () => {
  expect(rateOf([0, 100, 900, 1_500, 4_000])).toEqual({ average: 1.25, best: 3 });
  expect(rateOf([7])).toBeNull();
});
