import { expect, test } from 'vitest';
import { backoffMs } from './consumer.ts';

test("doubles the delay after each attempt, up to ten seconds or the error's limit", () => {
  const fault = new Error('connection lost');
  expect([1, 2, 3, 4, 5, 6, 7].map((attempt) => backoffMs(attempt, fault))).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000,
  ]);
  const unsettled = Object.assign(new Error('not settled yet'), { retryWithinMs: 300_000 });
  expect([1, 6, 10, 11, 1_000_000].map((attempt) => backoffMs(attempt, unsettled))).toEqual([
    2_000, 64_000, 300_000, 300_000, 300_000,
  ]);
});
