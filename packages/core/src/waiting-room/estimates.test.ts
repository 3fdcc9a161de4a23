import { describe, expect, it } from 'vitest';
import { type Distance, estimateWaitSeconds, pollAfterMs } from './estimates.ts';

describe('the estimated wait', () => {
  it('counts the fan itself and rounds up', () => {
    expect(estimateWaitSeconds(0, 100)).toBe(1);
    expect(estimateWaitSeconds(99, 100)).toBe(1);
    expect(estimateWaitSeconds(100, 100)).toBe(2);
    expect(estimateWaitSeconds(10, 0.5)).toBe(22);
  });

  it('is unknown while nobody is being admitted', () => {
    expect(estimateWaitSeconds(0, 0)).toBeNull();
  });
});

describe('the next poll', () => {
  const waiting = (ahead: number, admissionsPerSecond = 10): Distance => ({
    status: 'waiting',
    ahead,
    admissionsPerSecond,
    opensInMs: 0,
  });
  const middle = 0.5;

  it('is after one second at the front, at most a minute away at the back, and never sooner for who is farther', () => {
    const distances = [0, 10, 100, 500, 1_000, 2_000, 10_000, 1_000_000];
    for (const rate of [0, 0.1, 10, 1_000]) {
      const polls = distances.map((ahead) => pollAfterMs(waiting(ahead, rate), middle));
      expect(polls).toEqual(polls.toSorted((a, b) => a - b));
      expect(polls.at(-1)).toBe(60_000);
    }
    expect(pollAfterMs(waiting(0), middle)).toBe(1_000);
  });

  it('spreads fans at the same distance over half of it', () => {
    // 101 seconds to wait: 20.2 s, ± 25 %.
    expect(pollAfterMs(waiting(1_000), 0)).toBe(15_150);
    expect(pollAfterMs(waiting(1_000), 1)).toBe(25_250);
    expect(pollAfterMs(waiting(1_000_000), 0)).toBe(45_000);
    expect(pollAfterMs(waiting(1_000_000), 1)).toBe(75_000);
  });

  it('comes closer as the opening does', () => {
    const gathered = (opensInMs: number) =>
      pollAfterMs({ status: 'pre_open', ahead: null, admissionsPerSecond: 0, opensInMs }, middle);
    expect(gathered(3_600_000)).toBe(60_000);
    expect(gathered(100_000)).toBe(20_000);
    expect(gathered(1_000)).toBe(5_000);
    expect(gathered(-1_000)).toBe(5_000);
  });
});
