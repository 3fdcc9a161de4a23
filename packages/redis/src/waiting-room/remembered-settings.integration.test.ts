import type { ConcertSettings } from '@concert-mania/core/catalogue/ports';
import { openRedisForTest } from '@concert-mania/testkit/servers/open-connections';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { expect, it } from 'vitest';
import { makeKeys } from '../keys.ts';
import { makeRememberedSettings } from './remembered-settings.ts';
import { sale } from './testing/rooms.ts';

const server = testRedis();
const redis = openRedisForTest(server);
const keys = makeKeys(server.prefix);

const settings: ConcertSettings = {
  id: 'con_1',
  waitingRoomEnabled: true,
  maxActive: 5,
  admitPerSecond: 10,
  passSeconds: 600,
  claimSeconds: 60,
  preOpenOrder: 'shuffle',
  sales: [sale(new Date(1_000), new Date(2_000), true), sale()],
  published: true,
  paused: false,
  readAt: new Date(1_500),
};

it('stores settings for an hour for other processes, and rewrites only changed ones', async () => {
  let nowMs = 0;
  const memory = makeRememberedSettings(redis, keys, () => nowMs);
  const key = keys.waitingRoomSettings('con_1');
  expect(await memory.recall('con_1')).toBeNull();
  await memory.keep('con_1', settings);
  const other = makeRememberedSettings(redis, keys, () => nowMs);
  expect(await other.recall('con_1')).toEqual(settings);
  expect(await redis.ttl(key)).toBeGreaterThan(3_500);

  await redis.del(key);
  await memory.keep('con_1', { ...settings, readAt: new Date(1_600) });
  expect(await redis.exists(key)).toBe(0);
  await memory.keep('con_1', { ...settings, maxActive: 6 });
  expect((await other.recall('con_1'))?.maxActive).toBe(6);
  await redis.del(key);
  nowMs = 60_000;
  await memory.keep('con_1', { ...settings, maxActive: 6 });
  expect(await redis.exists(key)).toBe(1);
});

it('ignores settings that another version wrote in an unknown form', async () => {
  const memory = makeRememberedSettings(redis, keys, () => 0);
  await redis.set(
    keys.waitingRoomSettings('con_2'),
    JSON.stringify({ ...settings, preOpenOrder: 'auction' }),
  );
  expect(await memory.recall('con_2')).toBeNull();
  await redis.set(keys.waitingRoomSettings('con_3'), JSON.stringify({ ...settings, id: 'con_3', later: 1 }));
  expect(await memory.recall('con_3')).toEqual({ ...settings, id: 'con_3' });
});
