import { expect, test, vi } from 'vitest';
import { makeConsumerHealth } from './consumer-health.ts';

function start() {
  let now = 0;
  const log = { warn: vi.fn(), error: vi.fn() };
  const health = makeConsumerHealth({
    queue: 'holds-3',
    maxBatch: 256,
    maxFailedInARow: 3,
    log,
    nowMs: () => now,
  });
  return { health, log, pass: (ms: number) => (now += ms) };
}
const READ_ONLY = Object.assign(new Error('cannot execute INSERT in a read-only transaction'), {
  code: '25006',
});

test('backs off from a lasting fault, up to five seconds, and starts again after progress', () => {
  const { health, pass } = start();
  const waits = Array.from({ length: 10 }, () => {
    const waitMs = health.noteFault(READ_ONLY);
    expect(health.mayRetry()).toBe(false);
    pass(waitMs);
    expect(health.mayRetry()).toBe(true);
    return waitMs;
  });
  expect(waits.slice(0, 4)).toEqual([50, 100, 200, 400]);
  expect(waits.at(-1)).toBe(5_000);
  health.progressed(1);
  expect(health.mayRetry()).toBe(true);
  expect(health.noteFault(READ_ONLY)).toBe(50);
});

test('logs a fault when it begins and once a minute while it lasts, not at each attempt', () => {
  const { health, log, pass } = start();
  for (let second = 0; second < 150; second += 1) {
    health.noteFault(READ_ONLY);
    pass(1_000);
  }
  expect(log.warn).toHaveBeenCalledTimes(1);
  expect(log.error).toHaveBeenCalledTimes(2);
  expect(log.error.mock.calls[1]?.[0]).toMatchObject({ queue: 'holds-3', forMs: 120_000, attempts: 121 });
});

test('reports how long and why the queue is stuck, and drops a fault that no longer occurs', () => {
  const { health, pass } = start();
  expect(health.stuck()).toBeNull();
  health.noteFault(READ_ONLY);
  pass(7_000);
  health.noteFault(READ_ONLY);
  expect(health.stuck()).toEqual({ forMs: 7_000, reason: `25006 ${READ_ONLY.message}` });
  pass(15_001);
  expect(health.stuck()).toBeNull();
  health.noteFault(READ_ONLY);
  health.progressed(0);
  expect(health.stuck()).toBeNull();
});

test('reads fewer jobs after each fault and more after each success', () => {
  const { health } = start();
  for (let n = 0; n < 9; n += 1) health.noteFault(READ_ONLY);
  expect(health.batchSize()).toBe(1);
  health.progressed(0);
  expect(health.batchSize()).toBe(1);
  for (const size of [2, 4, 8, 16, 32, 64, 128, 256, 256]) {
    health.progressed(1);
    expect(health.batchSize()).toBe(size);
  }
});

test('lets three commands in a row fail, and others again after one that was decided', () => {
  const { health } = start();
  for (const left of [2, 1, 0, 0]) {
    health.failedForGood();
    expect(health.failuresLeft()).toBe(left);
  }
  health.progressed(0);
  expect(health.failuresLeft()).toBe(0);
  health.progressed(1);
  expect(health.failuresLeft()).toBe(3);
});

test('treats a command as undecidable only when it fails twice alone', () => {
  const { health } = start();
  expect(health.confirms('job_1')).toBe(false);
  expect(health.confirms('job_2')).toBe(false);
  expect(health.confirms('job_2')).toBe(true);
});

test('shows life only if an attempt was made since the last call', () => {
  const { health } = start();
  expect(health.showedLife()).toBe(false);
  health.alive();
  expect(health.showedLife()).toBe(true);
  expect(health.showedLife()).toBe(false);
});
