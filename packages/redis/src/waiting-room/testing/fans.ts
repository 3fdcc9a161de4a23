import { randomUUID } from 'node:crypto';
import type { ConcertSettings } from '@concert-mania/core/catalogue/ports';
import type { AccountId, ConcertId } from '@concert-mania/core/shared/ids';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { Redis } from 'ioredis';
import { afterAll } from 'vitest';
import { makeKeys } from '../../keys.ts';
import { makeWaitingRoom } from '../waiting-room.ts';
import { placed, sale } from './rooms.ts';

export const { url, prefix } = testRedis();
export const keys = makeKeys(prefix);
export const open: Redis[] = [];
export const connect = () => {
  const redis = new Redis(url, { enableAutoPipelining: true });
  open.push(redis);
  return redis;
};
export const redis = connect();
export const room = makeWaitingRoom(redis, keys);
afterAll(() => {
  for (const connection of open) connection.disconnect();
});

export const settingsOf = (changes: Partial<ConcertSettings> = {}): ConcertSettings => ({
  id: `con_${randomUUID()}`,
  waitingRoomEnabled: true,
  maxActive: 1_000,
  admitPerSecond: 1_000,
  passSeconds: 600,
  claimSeconds: 60,
  preOpenOrder: 'arrival',
  sales: [sale()],
  readAt: new Date(),
  published: true,
  paused: false,
  ...changes,
});

export const fan = (n: number): AccountId => `usr_${n}`;
export const join = async (settings: ConcertSettings, accountId: AccountId, through = room) =>
  placed(await through.join({ concertId: settings.id, accountId, token: randomUUID(), rules: settings }));
export const look = (settings: ConcertSettings, accountId: AccountId, token: string) =>
  room.look({ concertId: settings.id, accountId, token, rules: settings });
export const admit = (settings: ConcertSettings) => room.admit(settings.id, settings);

export async function joinMany(settings: ConcertSettings, count: number): Promise<string[]> {
  const tokens: string[] = [];
  for (let n = 0; n < count; n += 1) tokens.push((await join(settings, fan(n))).standing.token);
  return tokens;
}

/** Moves every deadline and batch of a room into the past, as if that time had passed. */
export async function age(
  concertId: ConcertId,
  ms: number,
  parts = ['inside', 'unclaimed', 'pace'],
): Promise<void> {
  for (const key of keys.waitingRoom(concertId)) {
    if (!parts.some((part) => key.endsWith(`:${part}`))) continue;
    for (const member of await redis.zrange(key, '0', '-1')) await redis.zincrby(key, -ms, member);
  }
}

/** Lets an hour (or `hours`) pass for the room's measurements; passes continue. */
export async function anHourLater(settings: ConcertSettings, hours = 1): Promise<void> {
  const [meta = ''] = keys.waitingRoom(settings.id);
  for (const field of ['busySince', 'ratedAt', 'tickedAt']) {
    if (await redis.hexists(meta, field)) await redis.hincrby(meta, field, -3_600_000 * hours);
  }
  await age(settings.id, 3_600_000 * hours, ['pace']);
}

/** Sets a waiting fan's last poll some seconds into the past. */
export async function silence(
  settings: ConcertSettings,
  accountId: AccountId,
  seconds: number,
): Promise<void> {
  const fans = keys.waitingRoom(settings.id).find((key) => key.endsWith(':fans')) ?? '';
  const record = (await redis.hget(fans, accountId)) ?? '';
  await redis.hset(fans, accountId, `${record.slice(0, 23)}${Number(record.slice(23)) - seconds}`);
}
