import { describe, expect, it } from 'vitest';
import { makeServerClock } from './server-clock.ts';

/** A device whose clock is wrong by `offMs`, and its requests to a server at true times. */
function deviceOff(offMs: number) {
  const device = { offMs, trueMs: Date.UTC(2026, 10, 1, 11, 0, 0) };
  const clock = makeServerClock(() => device.trueMs + device.offMs);
  const ask = (atMs: number, { tookMs = 40, headers = {} } = {}) => {
    device.trueMs += atMs;
    const sentAtMs = device.trueMs + device.offMs;
    const date = new Date(device.trueMs + tookMs / 2).toUTCString();
    device.trueMs += tookMs;
    clock.note(new Headers({ date, ...headers }), sentAtMs);
  };
  return { device, clock, ask, errorMs: () => Math.abs(clock.now() - device.trueMs) };
}

describe('the clock of the server', () => {
  it.each([0, 1_234_567, -86_400_000])(
    'is found within half a second by one answer, device off by %d ms',
    (off) => {
      const { ask, errorMs } = deviceOff(off);
      ask(300);
      expect(errorMs()).toBeLessThanOrEqual(520);
    },
  );

  it('is found more closely by several answers', () => {
    const { ask, errorMs } = deviceOff(-90_000);
    for (const at of [130, 770, 1_380, 2_910, 420, 1_055, 640]) ask(at);
    expect(errorMs()).toBeLessThan(150);
  });

  it('follows a device whose clock is changed', () => {
    const { device, ask, errorMs } = deviceOff(0);
    ask(100);
    device.offMs = 3_600_000;
    ask(100);
    expect(errorMs()).toBeLessThanOrEqual(520);
  });

  it('is the device clock before the first answer, and learns nothing from stored ones', () => {
    const { device, clock, ask } = deviceOff(5_000);
    ask(0, { headers: { 'cache-control': 'public, max-age=1' } });
    ask(0, { headers: { age: '3' } });
    expect(clock.now()).toBe(device.trueMs + 5_000);
  });
});
