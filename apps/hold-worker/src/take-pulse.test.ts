import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { takePulse } from './take-pulse.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('is unfit after too long without an answer, and fit again after an answer', async () => {
  let answer = () => {};
  let isSilent = false;
  const ping = vi.fn(() =>
    isSilent
      ? new Promise<void>((resolve) => {
          answer = resolve;
        })
      : Promise.resolve(),
  );
  const pulse = takePulse({ ping, everyMs: 1_000, silentAfterMs: 3_000, nowMs: () => Date.now() });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(pulse.isFit()).toBe(true);
  isSilent = true;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(pulse.isFit()).toBe(true);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(pulse.isFit()).toBe(false);
  // One question at a time, however long the answer takes.
  expect(ping).toHaveBeenCalledTimes(12);
  answer();
  await vi.advanceTimersByTimeAsync(0);
  expect(pulse.isFit()).toBe(true);
  pulse.stop();
});

it('counts a failed ping as no answer', async () => {
  const ping = () => Promise.reject(new Error('away'));
  const pulse = takePulse({ ping, everyMs: 1_000, silentAfterMs: 3_000, nowMs: () => Date.now() });
  await vi.advanceTimersByTimeAsync(3_000);
  expect(pulse.isFit()).toBe(false);
  pulse.stop();
});
