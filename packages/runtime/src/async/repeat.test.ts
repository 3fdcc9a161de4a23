import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type RepeatOptions, repeat } from './repeat.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

const REST_MS = 100;

async function repeating(options: Pick<RepeatOptions, 'round'> & Partial<RepeatOptions>) {
  const round = vi.fn(options.round);
  const repetition = repeat({
    restMs: REST_MS,
    onFailing: () => undefined,
    ...options,
    round: round as RepeatOptions['round'],
  });
  await turn();
  const pass = async (ms: number) => {
    await vi.advanceTimersByTimeAsync(ms);
    await turn();
  };
  return { ...repetition, round, pass };
}

test('runs a round at once and the next one after the rest', async () => {
  const { round, pass, stop } = await repeating({ round: async () => undefined });
  expect(round).toHaveBeenCalledTimes(1);
  await pass(REST_MS - 1);
  expect(round).toHaveBeenCalledTimes(1);
  await pass(1);
  expect(round).toHaveBeenCalledTimes(2);
  await stop();
});

test('rests as long as a round says, and not at all after 0', async () => {
  const rests = [0, 10];
  const { round, pass, stop } = await repeating({ round: async () => rests.shift() });
  expect(round).toHaveBeenCalledTimes(2);
  await pass(10);
  expect(round).toHaveBeenCalledTimes(3);
  await pass(10);
  expect(round).toHaveBeenCalledTimes(3);
  await stop();
});

test('begins the next round at once after a nudge', async () => {
  const { round, nudge, stop } = await repeating({ round: async () => undefined });
  nudge();
  await turn();
  expect(round).toHaveBeenCalledTimes(2);
  await stop();
});

test('goes on after failures, reports the first and the recovery, and rejects checks between', async () => {
  let away = true;
  const onFailing = vi.fn();
  const onRecovered = vi.fn();
  const { check, pass, stop } = await repeating({
    round: async () => {
      if (away) throw new Error('away');
    },
    onFailing,
    onRecovered,
  });
  await pass(REST_MS);
  await pass(REST_MS);
  await expect(check()).rejects.toThrow('failed 3 times in a row');
  expect(onFailing.mock.calls).toEqual([[new Error('away')]]);
  away = false;
  await pass(REST_MS);
  expect(onRecovered.mock.calls).toEqual([[3]]);
  await expect(check()).resolves.toBeUndefined();
  await stop();
});

test('stops after the round under way, whose signal aborts, and reports no failure of it', async () => {
  const onFailing = vi.fn();
  const { round, pass, stop } = await repeating({
    round: (signal): Promise<void> =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
    onFailing,
  });
  await stop();
  await pass(10 * REST_MS);
  expect(round).toHaveBeenCalledTimes(1);
  expect(onFailing).not.toHaveBeenCalled();
});

test('stops at once during a rest', async () => {
  const { round, pass, stop } = await repeating({ round: async () => undefined });
  await stop();
  await pass(10 * REST_MS);
  expect(round).toHaveBeenCalledTimes(1);
});
