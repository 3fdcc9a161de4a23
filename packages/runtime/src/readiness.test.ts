import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { checkReadiness } from './readiness.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('asks a server once a second, however many ask whether the process is ready', async () => {
  const postgres = vi.fn(async () => undefined);
  const checks = { postgres };
  await Promise.all(Array.from({ length: 50 }, () => checkReadiness(checks)));
  expect(postgres).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1_000);
  expect(await checkReadiness(checks)).toEqual({ ready: true, checks: { postgres: 'ok' } });
  expect(postgres).toHaveBeenCalledTimes(2);
});
