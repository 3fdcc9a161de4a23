import type { Place } from '@concert-mania/client/waiting-room';
import { describe, expect, it } from 'vitest';
import { makeRandom } from '../random.ts';
import { pollPauseMs } from './fan.ts';

const OPENS_AT_MS = 1_000_000;
const place = (status: Place['status'], more: Partial<Place> = {}): Place => ({
  ...{ token: 'token', concertId: 'con_1', status, sequence: 1, position: 1, ahead: 0 },
  ...{ estimatedWaitSeconds: null, expiresAt: null, pollAfterMs: 1_000 },
  ...more,
});
describe('the pause between two looks at a place', () => {
  const random = makeRandom(7);
  it('is what the place says, within bounds', () => {
    expect(pollPauseMs(place('waiting', { pollAfterMs: 1_234 }), 0, random)).toBe(1_234);
    expect(pollPauseMs(place('waiting', { pollAfterMs: 60_000 }), 0, random)).toBe(5_000);
    expect(pollPauseMs(place('waiting', { pollAfterMs: 0 }), 0, random)).toBe(250);
  });

  it('does not sleep past the opening', () => {
    const soon = place('pre_open', { pollAfterMs: 5_000, opensAt: new Date(OPENS_AT_MS).toISOString() });
    const pause = pollPauseMs(soon, OPENS_AT_MS - 1_000, random);
    expect(pause).toBeGreaterThan(1_000);
    expect(pause).toBeLessThan(2_500);
  });
});
