import { randomUUID } from 'node:crypto';
import type { ConcertSettings } from '@concert-mania/core/catalog/ports';
import { makeAdmitBatch } from '@concert-mania/core/waiting-room/admit-batch';
import { makeDrawOrder } from '@concert-mania/core/waiting-room/draw-order';
import { makeTickRoom } from '@concert-mania/core/waiting-room/tick-room';
import { testRedis } from '@concert-mania/testkit/test-redis';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { makeKeys } from './keys.ts';
import { makeWaitingRoom } from './waiting-room.ts';
import { makeAnnouncements } from './waiting-room-announcements.ts';
import { hmacSha256, makeDraws } from './waiting-room-draws.ts';
import { ADMISSIONS_QUEUE, makeAdmissionSchedule } from './waiting-room-schedule.ts';
import { startTicker } from './waiting-room-ticker.ts';

const { url, prefix } = testRedis();
const keys = makeKeys(prefix);
const redis = new Redis(url, { maxRetriesPerRequest: null });
const room = makeWaitingRoom(redis, keys);
const schedule = makeAdmissionSchedule(redis, keys);
const queue = new Queue(ADMISSIONS_QUEUE, { connection: redis, prefix: keys.queuePrefix(ADMISSIONS_QUEUE) });
const silent = { info: () => {}, warn: () => {}, error: () => {} };

const settings: ConcertSettings = {
  id: 'con_ticked',
  waitingRoomEnabled: true,
  maxActive: 100,
  admitPerSecond: 100,
  passSeconds: 600,
  claimSeconds: 60,
  preOpenOrder: 'shuffle',
  saleOpensAt: null,
  published: true,
};
let current: ConcertSettings | null = settings;

const announcements = makeAnnouncements(redis, keys);
const announced: string[] = [];
const admitBatch = makeAdmitBatch({
  concerts: { find: async () => current },
  admissions: room,
  schedule,
  drawOrder: makeDrawOrder({ draws: makeDraws(redis, keys), hmac: hmacSha256 }),
});
const tick = makeTickRoom({
  admitBatch: async (concertId) => {
    const batch = await admitBatch(concertId);
    const admissions = await announcements.read(concertId, 100);
    announced.push(...admissions.map(({ accountId }) => accountId));
    await announcements.confirm(concertId, admissions);
    return batch;
  },
  nowMs: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
});
const ticker = startTicker({ connection: redis, keys, tick, restart: schedule.ensure, log: silent });

afterAll(async () => {
  await ticker.close();
  await queue.close();
  await schedule.close();
  redis.disconnect();
});

const schedules = async () => (await queue.getJobSchedulers()).map(({ key }) => key);
const join = async (accountId: string, rules = settings) => {
  const answer = await room.join({ concertId: settings.id, accountId, token: randomUUID(), rules });
  if (answer.scheduleMissing) await schedule.ensure(settings.id);
  return answer.standing.token;
};
const statusOf = async (accountId: string, token: string, rules = settings) =>
  (await room.look({ concertId: settings.id, accountId, token, rules })).standing?.status;

it('admits whoever joins, has no schedule when nobody waits, and starts again for the next fan', async () => {
  for (const accountId of ['usr_1', 'usr_2']) {
    const token = await join(accountId);
    await vi.waitFor(async () => expect(await statusOf(accountId, token)).toBe('admitted'), 10_000);
    await vi.waitFor(async () => expect(await schedules()).toEqual([]), 10_000);
  }
  expect(announced).toEqual(['usr_1', 'usr_2']);
});

it('keeps one schedule while somebody waits, and none where the waiting room is switched off', async () => {
  current = { ...settings, maxActive: 1 };
  const tokens = [await join('usr_3'), await join('usr_4')];
  await schedule.ensure(settings.id);
  expect(await schedules()).toEqual([settings.id]);
  expect(await statusOf('usr_4', tokens[1] ?? '')).toBe('waiting');
  current = { ...settings, waitingRoomEnabled: false };
  await vi.waitFor(async () => expect(await schedules()).toEqual([]), 10_000);
});

describe('a clock that runs five minutes ahead', () => {
  const AHEAD_MS = 300_000;
  const clock = Date.now.bind(Date);
  const ahead = async (work: () => Promise<unknown>) => {
    const shifted = vi.spyOn(Date, 'now').mockImplementation(() => clock() + AHEAD_MS);
    await work().finally(() => shifted.mockRestore());
  };
  /** A worker by the right clock, in a system of its own; ticks until `enough` or the test's time is up. */
  const untilTicks = async (
    enough: number,
    before: (own: typeof schedule, ticks: Queue) => Promise<unknown>,
  ) => {
    const ownKeys = makeKeys(`${prefix}-${enough}-${randomUUID()}`);
    const own = makeAdmissionSchedule(redis, ownKeys);
    const ticks = new Queue(ADMISSIONS_QUEUE, {
      connection: redis,
      prefix: ownKeys.queuePrefix(ADMISSIONS_QUEUE),
    });
    await before(own, ticks);
    let ticked = 0;
    const count = async () => {
      ticked += 1;
      return { admitted: 0 };
    };
    const worker = startTicker({
      connection: redis,
      keys: ownKeys,
      tick: count,
      restart: own.ensure,
      log: silent,
    });
    try {
      await vi.waitFor(() => expect(ticked).toBeGreaterThanOrEqual(enough), 10_000);
    } finally {
      await worker.close();
      await ticks.close();
      await own.close();
    }
  };

  it('of the API replica that creates a schedule keeps no worker from ticking every second', async () => {
    await untilTicks(4, (own) => ahead(() => own.ensure('con_ahead')));
  });

  it('of a worker that died after it had timed the next tick holds nobody up once the schedule is missed', async () => {
    await untilTicks(4, async (own, ticks) => {
      const startDate = clock() + AHEAD_MS;
      await ticks.upsertJobScheduler(
        'con_ahead',
        { every: 1_000, startDate },
        { data: { concertId: 'con_ahead' } },
      );
      await own.ensure('con_ahead');
    });
  });
});
