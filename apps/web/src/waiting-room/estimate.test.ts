import { describe, expect, it, test } from 'vitest';
import { estimateOf, followEstimate, NO_ESTIMATE } from './estimate.ts';

const now = 1_000_000;
const estimated = (seconds: number | null) => followEstimate(NO_ESTIMATE, seconds, now);

test.each([
  [null, { kind: 'unknown' }],
  [0, { kind: 'under_a_minute' }],
  [59, { kind: 'under_a_minute' }],
  [60, { kind: 'about', minutes: 1 }],
  [420, { kind: 'about', minutes: 7 }],
  [1_200, { kind: 'between', fromMinutes: 15, toMinutes: 25 }],
  [7_200, { kind: 'between', fromMinutes: 90, toMinutes: 150 }],
] as const)('a wait of %s seconds is said as %j', (seconds, estimate) => {
  expect(estimateOf(estimated(seconds), now)).toEqual(estimate);
});

describe('an estimate that changes', () => {
  it('counts down between two answers', () => {
    expect(estimateOf(estimated(300), now + 120_000)).toEqual({ kind: 'about', minutes: 3 });
    expect(estimateOf(estimated(30), now + 120_000)).toEqual({ kind: 'under_a_minute' });
  });

  it('falls at once', () => {
    expect(followEstimate(estimated(600), 300, now)).toEqual({ endsAtMs: now + 300_000, isLonger: false });
  });

  it('does not rise with the noise of the measured rate', () => {
    const kept = estimated(1_000);
    expect(followEstimate(kept, 1_200, now)).toBe(kept);
  });

  it('rises with an explanation, which stays until the wait becomes clearly shorter', () => {
    const longer = followEstimate(estimated(600), 1_200, now);
    expect(longer).toEqual({ endsAtMs: now + 1_200_000, isLonger: true });
    expect(followEstimate(longer, 1_190, now).isLonger).toBe(true);
    expect(followEstimate(longer, 600, now).isLonger).toBe(false);
  });

  it('is unknown while admission is paused', () => {
    expect(followEstimate(estimated(600), null, now)).toEqual(NO_ESTIMATE);
  });
});
