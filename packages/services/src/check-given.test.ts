import { expect, test } from 'vitest';
import { judgeRedis } from './check-given.ts';
import { redactUrl } from './service-error.ts';

const SOUND = { version: '7.0.15', maxmemoryPolicy: 'noeviction', appendOnly: 'yes', appendFsync: 'always' };

test('accepts a Redis that evicts nothing and writes every command to disk', () => {
  expect(judgeRedis(SOUND)).toEqual({ refusals: [], warnings: [] });
});

test('refuses a Redis that evicts, and names the command that mends it', () => {
  const { refusals } = judgeRedis({ ...SOUND, maxmemoryPolicy: 'allkeys-lru' });
  expect(refusals).toEqual([expect.stringContaining('CONFIG SET maxmemory-policy noeviction')]);
});

test('refuses a Redis older than 7.0', () => {
  expect(judgeRedis({ ...SOUND, version: '6.2.7' }).refusals).toEqual([expect.stringContaining('6.2.7')]);
});

test.each([
  [{ ...SOUND, appendOnly: 'no' }, 'no append-only file'],
  [{ ...SOUND, appendFsync: 'everysec' }, 'appendfsync everysec'],
  [{ ...SOUND, appendOnly: undefined, appendFsync: undefined }, 'does not show its settings'],
])('warns of a Redis that could lose accepted commands in a crash: %j', (facts, words) => {
  expect(judgeRedis(facts)).toEqual({ refusals: [], warnings: [expect.stringContaining(words)] });
});

test('shows no password of a URL', () => {
  expect(redactUrl('postgres://fan:hunter2@db.example:5432/shop')).not.toContain('hunter2');
  expect(redactUrl('hunter2')).not.toContain('hunter2');
});
