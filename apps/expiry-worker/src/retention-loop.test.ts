import {
  RETAINED_KINDS,
  type RetainedKind,
  type RetentionDays,
} from '@concert-mania/core/retention/retention';
import { Registry } from 'prom-client';
import { describe, expect, it, vi } from 'vitest';
import { makeRetentionMetrics } from './metrics.ts';
import { startRetentionLoop } from './retention-loop.ts';
import { retentionDays, retentionSettings } from './retention-settings.ts';

const days = (change: Partial<Record<RetainedKind, number>> = {}): RetentionDays => ({
  ...retentionDays(retentionSettings.parse({})),
  ...change,
});

function setUp(change: Partial<Record<RetainedKind, number>> = {}) {
  const registry = new Registry();
  const log = { info: vi.fn(), error: vi.fn() };
  const asked: RetainedKind[] = [];
  let rounds = 0;
  let sessions = 2;
  const { onRound } = makeRetentionMetrics(registry);
  const loop = startRetentionLoop({
    store: {
      removeSome: async (kind) => {
        asked.push(kind);
        if (kind === 'notices') throw new Error('the database is away');
        if (kind !== 'sessions' || sessions === 0) return { removed: 0, done: true };
        sessions -= 1;
        return { removed: 500, done: false };
      },
    },
    days: days(change),
    everyMs: 1,
    restMs: 1,
    log,
    onRound: (round) => {
      rounds += 1;
      onRound(round);
    },
  });
  const runs = (count: number) => vi.waitFor(() => expect(rounds).toBeGreaterThanOrEqual(count));
  return { loop, log, asked, registry, runs };
}

describe('the retention loop', () => {
  it('removes every kind, step by step, logs only rounds that removed something, and counts by kind', async () => {
    const { loop, log, asked, registry, runs } = setUp();
    await runs(3);
    await loop.stop();
    expect(new Set(asked)).toEqual(new Set(RETAINED_KINDS));
    expect(log.info.mock.calls).toEqual([
      [{ removed: { sessions: 1_000 }, durationMs: expect.any(Number) }, 'old rows removed'],
    ]);
    const metrics = await registry.metrics();
    expect(metrics).toContain('cm_retention_removed_total{kind="sessions"} 1000');
    expect(metrics).toMatch(/retention_failures_total\{kind="notices"\} [1-9]/);
  });

  it('keeps a kind for ever if its setting is 0', async () => {
    const { loop, asked, runs } = setUp({ sessions: 0 });
    await runs(2);
    await loop.stop();
    expect(asked).not.toContain('sessions');
  });

  it('deletes nothing after it was stopped', async () => {
    const { loop, asked, runs } = setUp();
    await runs(1);
    await loop.stop();
    const { length } = asked;
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toHaveLength(length);
  });
});

describe('the settings of retention', () => {
  it('refuse to keep outcomes for less time than jobs may be redelivered', () => {
    const parse = (value: string) => retentionSettings.safeParse({ RETENTION_COMMAND_OUTCOMES_DAYS: value });
    expect(parse('29').success).toBe(false);
    expect(parse('30').success).toBe(true);
    expect(parse('0').success).toBe(true);
  });
});
