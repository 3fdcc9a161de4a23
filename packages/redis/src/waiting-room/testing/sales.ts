import { randomUUID } from 'node:crypto';
import type { ConcertSettings, SaleWindow } from '@concert-mania/core/catalogue/ports';
import { makeDrawOrder } from '@concert-mania/core/waiting-room/draw-order';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { Redis } from 'ioredis';
import { afterAll, expect, vi } from 'vitest';
import { makeKeys } from '../../keys.ts';
import { makeAnnouncements } from '../announcements.ts';
import { hmacSha256, makeDraws } from '../draws.ts';
import { makeWaitingRoom } from '../waiting-room.ts';
import { placed, sale } from './rooms.ts';

const { url, prefix } = testRedis();
export const keys = makeKeys(prefix);
export const redis = new Redis(url, { enableAutoPipelining: true });
export const subscriber = new Redis(url);
export const room = makeWaitingRoom(redis, keys);
export const announcements = makeAnnouncements(redis, keys);
export const drawOrder = makeDrawOrder({ draws: makeDraws(redis, keys), hmac: hmacSha256 });
afterAll(() => {
  redis.disconnect();
  subscriber.disconnect();
});

export const at = (hours: number) => new Date(Date.now() + hours * 3_600_000);
/**
 * Two sales of one concert. The first is open, over or sold out; the second is upcoming or open.
 */
export const FIRST_OPEN = sale(at(-48), at(48));
export const FIRST_CLOSED = sale(FIRST_OPEN.opensAt, at(-24));
export const FIRST_SOLD_OUT = { ...FIRST_OPEN, soldOut: true };
export const SECOND_TO_COME = sale(at(24), at(480));
/** Opens after the test's fans began to gather, regardless of clock differences. */
export const opensNow = () => sale(new Date(Date.now() + 5), at(480));

export const newConcert = (sales: readonly SaleWindow[]): ConcertSettings => ({
  id: `con_${randomUUID()}`,
  waitingRoomEnabled: true,
  maxActive: 100,
  admitPerSecond: 100,
  passSeconds: 600,
  claimSeconds: 60,
  preOpenOrder: 'shuffle',
  sales,
  published: true,
  paused: false,
  readAt: new Date(),
});
/** The same concert at a later time. */
export const when = (settings: ConcertSettings, ...sales: readonly SaleWindow[]): ConcertSettings => ({
  ...settings,
  sales,
});

export const ask = (rules: ConcertSettings, accountId: string) =>
  room.join({ concertId: rules.id, accountId, token: randomUUID(), rules });
export const join = async (rules: ConcertSettings, accountId: string) =>
  placed(await ask(rules, accountId)).standing;
export const look = async (rules: ConcertSettings, accountId: string, token: string) =>
  (await room.look({ concertId: rules.id, accountId, token, rules })).standing;
export const admit = (rules: ConcertSettings) => room.admit(rules.id, rules);
export const serving = (rules: ConcertSettings) => room.serving(rules.id, rules);
export const isActive = (rules: ConcertSettings, accountId: string, token: string) =>
  room.isActive({ concertId: rules.id, accountId, token });
export const untilOpen = (window: SaleWindow) =>
  vi.waitFor(async () => {
    const [seconds = 0, micros = 0] = (await redis.time()).map(Number);
    expect(seconds * 1_000 + micros / 1_000).toBeGreaterThan(window.opensAt.getTime());
  });
