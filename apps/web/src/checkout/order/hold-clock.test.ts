import { expect, test } from 'vitest';
import { secondsLeft, secondsToSay } from './hold-clock.ts';

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

test('says the time a few times, also when seconds were skipped', () => {
  expect(secondsToSay(301, 300)).toBe(300);
  expect(secondsToSay(300, 299)).toBeNull();
  expect(secondsToSay(70, 25)).toBe(25);
  expect(secondsToSay(600, 599)).toBeNull();
});
