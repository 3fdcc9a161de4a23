import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { checkProgress } from './check-progress.ts';
import { checkReadiness, NotReady, tellFaults } from './readiness.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('checks a server once a second for any number of probes', async () => {
  const postgres = vi.fn(async () => undefined);
  const checks = { postgres };
  await Promise.all(Array.from({ length: 50 }, () => checkReadiness(checks)));
  expect(postgres).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1_000);
  expect(await checkReadiness(checks)).toEqual({ ready: true, checks: { postgres: 'ok' } });
  expect(postgres).toHaveBeenCalledTimes(2);
});

it('reports why a check failed if it is public, and hides all other messages', async () => {
  const readiness = await checkReadiness({
    partitions: async () =>
      checkProgress([
        { queue: 'holds-3', health: { stuck: () => ({ forMs: 12_300, reason: '25006 read-only' }) } },
        { queue: 'holds-4', health: { stuck: () => ({ forMs: 900, reason: 'a moment' }) } },
        { queue: 'holds-5', health: { stuck: () => null } },
      ]),
    postgres: async () => Promise.reject(new Error('password of somebody')),
  });
  expect(readiness).toEqual({
    ready: false,
    checks: { partitions: 'failed', postgres: 'failed' },
    reasons: { partitions: 'holds-3 for 12 s: 25006 read-only' },
  });
});

it('logs why a server is unready once a minute, except reasons that /readyz shows', async () => {
  const tell = vi.fn();
  const err = new Error('refused');
  const checks = tellFaults(
    {
      postgres: async () => Promise.reject(err),
      partitions: async () => Promise.reject(new NotReady('stuck')),
      redis: async () => undefined,
    },
    tell,
  );
  for (let second = 0; second < 61; second++) {
    await checkReadiness(checks);
    vi.advanceTimersByTime(1_000);
  }
  expect(tell.mock.calls).toEqual([[{ check: 'postgres', err }], [{ check: 'postgres', err }]]);
});
