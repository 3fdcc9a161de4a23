import { createHmac, randomUUID } from 'node:crypto';
import type { ConcertSettings } from '@concert-mania/core/catalogue/ports';
import { makeDrawOrder } from '@concert-mania/core/waiting-room/draw-order';
import { testRedisCluster } from '@concert-mania/testkit/servers/test-redis-cluster';
import { expect, it, vi } from 'vitest';
import { makeKeys } from '../keys.ts';
import { makeAnnouncements } from './announcements.ts';
import { makePlaceChanges } from './changes.ts';
import { hmacSha256, makeDraws } from './draws.ts';
import { placed, sale } from './testing/rooms.ts';
import { makeWaitingRoom } from './waiting-room.ts';

const cluster = await testRedisCluster();
const keys = makeKeys('t');
const redis = cluster.connect();
const room = makeWaitingRoom(redis, keys);
const CONCERTS = 12;
const FANS = 30;
const OPENS_AT = new Date('2999-01-01T00:00:00Z');

const settingsOf = (n: number): ConcertSettings => ({
  id: `con_${n}`,
  waitingRoomEnabled: true,
  maxActive: 5,
  admitPerSecond: 1_000,
  passSeconds: 600,
  claimSeconds: 60,
  preOpenOrder: 'shuffle',
  sales: [sale(OPENS_AT)],
  readAt: new Date(),
  published: true,
  paused: false,
});
const opened = (settings: ConcertSettings) => ({ ...settings, sales: [sale()] });

it('runs every script of a room on a cluster of three nodes, each room whole on one of them', async () => {
  const concerts = Array.from({ length: CONCERTS }, (_, n) => settingsOf(n));
  const drawOrder = makeDrawOrder({ draws: makeDraws(redis, keys), hmac: hmacSha256 });
  const announcements = makeAnnouncements(redis, keys);
  const changes = makePlaceChanges(cluster.connect(), keys);

  for (const settings of concerts) {
    const join = async (n: number, rules = settings) =>
      placed(await room.join({ concertId: settings.id, accountId: `usr_${n}`, token: randomUUID(), rules }));
    const joined = await Promise.all(Array.from({ length: FANS }, (_, n) => join(n)));
    const tokens = joined.map(({ standing }) => standing.token);
    const rules = opened(settings);
    const look = async (n: number) => {
      const token = tokens[n] ?? '';
      return (await room.look({ concertId: settings.id, accountId: `usr_${n}`, token, rules })).standing;
    };
    expect((await room.admit(settings.id, rules)).phase).toBe('drawing');
    expect(await drawOrder(settings.id)).toBe(true);

    const seed = (await room.serving(settings.id, rules)).shuffle?.seed ?? '';
    const digest = (n: number) =>
      createHmac('sha256', seed)
        .update(tokens[n] ?? '')
        .digest('hex');
    const drawn = tokens.map((_, n) => n).sort((a, b) => (digest(a) < digest(b) ? -1 : 1));
    const [first = 0, second = 0] = drawn;
    const notified = vi.fn();
    const stop = await changes.subscribe(settings.id, `usr_${first}`, notified);
    const { admitted } = await room.admit(settings.id, rules);
    expect(admitted).toEqual(drawn.slice(0, 5).map((n) => `usr_${n}`));
    await vi.waitFor(() => expect(notified).toHaveBeenCalled());
    stop();

    const claim = { concertId: settings.id, accountId: `usr_${first}`, token: tokens[first] ?? '' };
    expect(await room.isActive(claim)).toBe(true);
    await room.end({ ...claim, at: new Date() });
    expect((await look(first))?.status).toBe('expired');
    expect(await room.leave({ ...claim, accountId: `usr_${second}`, token: tokens[second] ?? '' })).toBe(
      true,
    );
    expect((await join(FANS, rules)).standing).toMatchObject({ sequence: FANS + 1, ahead: FANS - 5 });
    expect((await room.admit(settings.id, rules)).admitted).toHaveLength(2);
    const admissions = await announcements.read(settings.id, 100);
    expect(admissions).toHaveLength(7);
    await announcements.confirm(settings.id, admissions);
    expect((await room.admit(settings.id, rules)).unannounced).toBe(0);
    expect(await room.isAwaited(settings.id)).toBe(true);
  }

  const roomsOf = await Promise.all(
    cluster.nodes.map(
      async (node) => new Set((await node.keys('*')).map((key) => /\{(.+)\}/.exec(key)?.[1])),
    ),
  );
  expect(roomsOf.map(({ size }) => size).reduce((a, b) => a + b)).toBe(CONCERTS);
  expect(Math.min(...roomsOf.map(({ size }) => size))).toBeGreaterThan(0);
});
