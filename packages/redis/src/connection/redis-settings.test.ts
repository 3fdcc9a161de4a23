import { expect, test } from 'vitest';
import { judgeRedis } from './redis-settings.ts';

const SOUND = { version: '7.0.15', maxmemoryPolicy: 'noeviction', appendOnly: 'yes', appendFsync: 'always' };

test('accepts a Redis that evicts nothing and writes every command to disk', () => {
  expect(judgeRedis(SOUND, true)).toEqual({ refusals: [], warnings: [] });
});

test('refuses a Redis that evicts, and names the command that repairs it', () => {
  const { refusals } = judgeRedis({ ...SOUND, maxmemoryPolicy: 'allkeys-lru' }, true);
  expect(refusals).toEqual([expect.stringContaining('CONFIG SET maxmemory-policy noeviction')]);
});

test('refuses a Redis older than 7.0', () => {
  expect(judgeRedis({ ...SOUND, version: '6.2.7' }, true).refusals).toEqual([
    expect.stringContaining('6.2.7'),
  ]);
});

test.each([
  [{ ...SOUND, appendOnly: 'no' }, 'no append-only file'],
  [{ ...SOUND, appendFsync: 'everysec' }, 'appendfsync everysec'],
  [{ ...SOUND, appendOnly: undefined, appendFsync: undefined }, 'does not show its settings'],
])('warns of a Redis that could lose accepted commands in a crash: %j', (facts, words) => {
  expect(judgeRedis(facts, false)).toEqual({ refusals: [], warnings: [expect.stringContaining(words)] });
});

test('refuses a Redis without an append-only file where one is required, and names the setting', () => {
  const { refusals } = judgeRedis({ ...SOUND, appendOnly: 'no' }, true);
  expect(refusals).toEqual([expect.stringContaining('CONFIG SET appendonly yes')]);
  expect(refusals[0]).toContain('REDIS_ALLOW_NO_AOF');
});
