import { describe, expect, it } from 'vitest';
import { type Distance, estimateWaitSeconds, pollAfterMs } from './estimates.ts';

describe('the estimated wait', () => {
  it('counts the fan and rounds up', () => {
    expect(estimateWaitSeconds(0, 100)).toBe(1);
    expect(estimateWaitSeconds(99, 100)).toBe(1);
    expect(estimateWaitSeconds(100, 100)).toBe(2);
    expect(estimateWaitSeconds(10, 0.5)).toBe(22);
  });

  it('is unknown while no fan is being admitted', () => {
    expect(estimateWaitSeconds(0, 0)).toBeNull();
  });
});

describe('the next poll', () => {
  const waiting = (ahead: number, admissionsPerSecond = 10) => ({
    status: 'waiting' as const,
    ahead,
    admissionsPerSecond,
    opensInMs: 0,
    inLine: 1_000_000,
    claimSeconds: 120,
  });
  const gathered = (opensInMs: number, { inLine = 1, claimSeconds = 120 } = {}): Distance => ({
    status: 'pre_open',
    ahead: null,
    admissionsPerSecond: 0,
    opensInMs,
    inLine,
    claimSeconds,
  });
  const middle = 0.5;

  it('is after one second at the front, at most a minute at the back, and never sooner farther back', () => {
    const distances = [0, 10, 100, 500, 1_000, 2_000, 10_000, 1_000_000];
    for (const rate of [0, 0.1, 10, 1_000]) {
      const polls = distances.map((ahead) => pollAfterMs(waiting(ahead, rate), middle));
      expect(polls).toEqual(polls.toSorted((a, b) => a - b));
      expect(polls.at(-1)).toBe(60_000);
    }
    expect(pollAfterMs(waiting(0), middle)).toBe(1_000);
  });

  it('spreads fans at the same distance over half of the interval', () => {
    // 101 seconds to wait: 20.2 s, ± 25 %.
    expect(pollAfterMs(waiting(1_000), 0)).toBe(15_150);
    expect(pollAfterMs(waiting(1_000), 1)).toBe(25_250);
    expect(pollAfterMs(waiting(1_000_000), 0)).toBe(45_000);
    expect(pollAfterMs(waiting(1_000_000), 1)).toBe(75_000);
  });

  it('comes sooner as the opening approaches', () => {
    const polls = [3_600_000, 100_000, 1_000, -1_000].map((ms) => pollAfterMs(gathered(ms), middle));
    expect(polls).toEqual([60_000, 20_000, 5_000, 5_000]);
  });

  it('spreads with the number of fans, so that a million send no more requests than 100,000', () => {
    for (const inLine of [100_000, 300_000, 1_000_000]) {
      const pollMs = pollAfterMs(gathered(1_000, { inLine }), middle);
      expect((inLine * 1_000) / pollMs).toBeCloseTo(16_667, 0);
    }
  });

  it.each([1, 10, 60, 3_600])(
    'comes before a claim of %i s lapses, however far away the fan was',
    (claimSeconds) => {
      const latest = 0.999999;
      for (const ahead of [0, 1_000, 1_000_000]) {
        const far: Distance = { ...waiting(ahead), claimSeconds };
        expect(pollAfterMs(far, latest)).toBeLessThanOrEqual(claimSeconds * 800);
      }
      for (const opensInMs of [1_000_000, 10_000, 0, -1_000]) {
        const afterMs = pollAfterMs(gathered(opensInMs, { inLine: 1_000_000, claimSeconds }), latest);
        expect(afterMs - Math.max(0, opensInMs)).toBeLessThanOrEqual(claimSeconds * 800);
      }
    },
  );
});
