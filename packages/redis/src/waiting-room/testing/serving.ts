import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ConcertSettings } from '@concert-mania/core/catalogue/ports';
import { makeAdmitBatch } from '@concert-mania/core/waiting-room/admit-batch';
import { makeDrawOrder } from '@concert-mania/core/waiting-room/draw-order';
import type { RoomsTaken } from '@concert-mania/core/waiting-room/ports';
import { startServingRooms } from '@concert-mania/core/waiting-room/serve-rooms';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { Redis } from 'ioredis';
import { afterAll } from 'vitest';
import { type Keys, makeKeys } from '../../keys.ts';
import { makeAnnouncements } from '../announcements.ts';
import { hmacSha256, makeDraws } from '../draws.ts';
import { makeDueRooms, onRoomAdded } from '../due-rooms.ts';
import { makeWaitingRoom } from '../waiting-room.ts';
import { placed, sale } from './rooms.ts';

export const { url, prefix } = testRedis();
const keys = makeKeys(prefix);
export const redis = new Redis(url, { maxRetriesPerRequest: null });
export const room = makeWaitingRoom(redis, keys);
const subscriber = new Redis(url, { maxRetriesPerRequest: null });
const schedule = makeDueRooms(redis, keys);

export const settings: ConcertSettings = {
  id: 'con_ticked',
  waitingRoomEnabled: true,
  maxActive: 100,
  admitPerSecond: 100,
  passSeconds: 600,
  claimSeconds: 60,
  preOpenOrder: 'shuffle',
  sales: [sale()],
  readAt: new Date(),
  published: true,
  paused: false,
};
/** The settings that workers read now. */
export const served = { settings };

const announcements = makeAnnouncements(redis, keys);
export const announced: string[] = [];
const admitBatch = makeAdmitBatch({
  concerts: { find: async () => served.settings },
  admissions: room,
  schedule,
  drawOrder: makeDrawOrder({ draws: makeDraws(redis, keys), hmac: hmacSha256 }),
  canHold: async () => true,
});
export const lookedAfter = (of: Keys = keys) => redis.zrange(of.dueRooms, '0', '-1');

/** An admission-worker. */
export function startWorker(
  ownKeys: Keys,
  admit: ReturnType<typeof makeAdmitBatch>,
  onTaken: (taken: RoomsTaken) => void = () => {},
  canHold = async () => true,
) {
  const serving = startServingRooms({
    rooms: makeDueRooms(redis, ownKeys),
    admitBatch: admit,
    canHold,
    nowMs: () => performance.now(),
    sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
    onTaken,
    onBatch: () => {},
    onFault: (_, error) => {
      throw error;
    },
  });
  onRoomAdded(subscriber, ownKeys, serving.wake);
  return serving;
}

const worker = startWorker(keys, async (concertId) => {
  const batch = await admitBatch(concertId);
  const admissions = await announcements.read(concertId, 100);
  announced.push(...admissions.map(({ accountId }) => accountId));
  await announcements.confirm(concertId, admissions);
  return batch;
});

afterAll(async () => {
  await worker.stop();
  redis.disconnect();
  subscriber.disconnect();
});

export const join = async (accountId: string, rules = settings) => {
  const answer = placed(await room.join({ concertId: settings.id, accountId, token: randomUUID(), rules }));
  if (answer.scheduleMissing) await schedule.ensure(settings.id);
  return answer.standing.token;
};
export const statusOf = async (accountId: string, token: string, rules = settings) =>
  (await room.look({ concertId: settings.id, accountId, token, rules })).standing?.status;
