import { expect, test } from 'vitest';
import { nextLook, retryAfterMs } from './next-look.ts';

test('a visible page asks when the server says so', () => {
  expect(nextLook(2_400, false)).toEqual({ pauseMs: 2_400, waitSeconds: 0 });
});

test('a hidden page near the front lets the server wait, and asks no more often', () => {
  expect(nextLook(2_400, true)).toEqual({ pauseMs: 0, waitSeconds: 3 });
  expect(nextLook(60_000, true)).toEqual({ pauseMs: 60_000, waitSeconds: 0 });
});

test('pauses after failures grow to half a minute and differ from fan to fan', () => {
  expect([1, 2, 3, 20].map((failures) => retryAfterMs(failures, 0.5))).toEqual([1_000, 2_000, 4_000, 30_000]);
  expect(retryAfterMs(1, 0)).toBeLessThan(retryAfterMs(1, 0.99));
});
