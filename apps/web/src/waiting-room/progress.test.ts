import { expect, test } from 'vitest';
import { isWorthSaying, progressOf } from './progress.ts';

test('the progress grows with every fan who goes in, and is full only at the own turn', () => {
  const shares = [100, 99, 50, 1, 0].map((ahead) => progressOf(100, ahead));
  expect(shares).toEqual(shares.toSorted((a, b) => Number(a) - Number(b)));
  expect(shares[0]).toBeLessThan(0.02);
  expect(shares.at(-1)).toBeLessThan(1);
});

test('the progress is unknown before the draw', () => {
  expect(progressOf(null, null)).toBeNull();
  expect(progressOf(10, null)).toBeNull();
});

test('a screen reader hears a number at first, at each quarter less and each of the last', () => {
  expect(isWorthSaying(null, 1_000)).toBe(true);
  expect(isWorthSaying(1_000, 990)).toBe(false);
  expect(isWorthSaying(1_000, 750)).toBe(true);
  expect(isWorthSaying(5, 4)).toBe(true);
  expect(isWorthSaying(4, 4)).toBe(false);
});
