import { expect, test } from 'vitest';
import { secondsLeft } from './hold-clock.ts';

test.each([
  [0, 600],
  [1, 600],
  [1_000, 599],
  [599_001, 1],
  [600_000, 0],
  [700_000, 0],
])('counts from the request on: after %d ms %d seconds are left', (afterMs, left) => {
  expect(secondsLeft({ remainingSeconds: 600, askedAtMs: 5_000 }, 5_000 + afterMs)).toBe(left);
});
