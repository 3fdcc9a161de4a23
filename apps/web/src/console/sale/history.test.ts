import { expect, it } from 'vitest';
import { pointsOf, ratePerSecond, withSample } from './history.ts';

const samples = (...values: number[]) => values.map((value, second) => ({ atMs: second * 1_000, value }));

it('keeps the samples of the last minute', () => {
  const history = withSample(samples(1, 2, 3), { atMs: 61_500, value: 4 }, 60_000);
  expect(history.map(({ value }) => value)).toEqual([3, 4]);
});

it('measures how fast a counter grows, and never less than 0', () => {
  expect(ratePerSecond(samples(10, 30, 50))).toBe(20);
  expect(ratePerSecond(samples(50, 10))).toBe(0);
  expect([ratePerSecond([]), ratePerSecond(samples(5))]).toEqual([0, 0]);
});

it('draws the latest sample at the right, and the largest at the top', () => {
  const box = { width: 100, height: 40, spanMs: 2_000, most: 0 };
  expect(pointsOf(samples(0, 5, 10), box)).toBe('0,40 50,20 100,0');
  expect(pointsOf(samples(5), { ...box, most: 10 })).toBe('100,20');
  expect(pointsOf([], box)).toBe('');
});
