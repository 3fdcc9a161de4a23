import { randomUUID } from 'node:crypto';
import type { ConcertSettings } from '@concert-mania/core/catalogue/ports';
import { makeAdmitBatch } from '@concert-mania/core/waiting-room/admit-batch';
import { expect, it, vi } from 'vitest';
import { makeKeys } from '../keys.ts';
import { makeDueRooms, OVERDUE_MS, onRoomAdded } from './due-rooms.ts';
import {
  announced,
  join,
  lookedAfter,
  prefix,
  redis,
  room,
  served,
  settings,
  startWorker,
  statusOf,
} from './testing/serving.ts';
import { makeWaitingRoom } from './waiting-room.ts';

it('admits fans who join, serves a room until it is empty, and starts again for the next fan', async () => {
  for (const accountId of ['usr_1', 'usr_2']) {
    const token = await join(accountId);
    await vi.waitFor(async () => expect(await statusOf(accountId, token)).toBe('admitted'), 10_000);
    expect(await lookedAfter()).toEqual([settings.id]);
    await room.leave({ concertId: settings.id, accountId, token });
    await vi.waitFor(async () => expect(await lookedAfter()).toEqual([]), 10_000);
  }
  expect(announced).toEqual(['usr_1', 'usr_2']);
});

it('serves a room while a fan waits, unless the waiting room is switched off', async () => {
  served.settings = { ...settings, maxActive: 1 };
  const tokens = [await join('usr_3'), await join('usr_4')];
  await vi.waitFor(async () => expect(await statusOf('usr_3', tokens[0] ?? '')).toBe('admitted'), 10_000);
  expect(await lookedAfter()).toEqual([settings.id]);
  expect(await statusOf('usr_4', tokens[1] ?? '')).toBe('waiting');
  served.settings = { ...settings, waitingRoomEnabled: false };
  await vi.waitFor(async () => expect(await lookedAfter()).toEqual([]), 10_000);
});

/** A second system. */
function elsewhere() {
  const ownKeys = makeKeys(`${prefix}-${randomUUID()}`);
  return { keys: ownKeys, due: makeDueRooms(redis, ownKeys) };
}

it('admits fans to 500 busy rooms at the pace of each with one worker', async () => {
  const ROOMS = 500;
  const A_SECOND = 3;
  const ROUNDS = 4;
  const own = elsewhere();
  const ownRoom = makeWaitingRoom(redis, own.keys);
  const paced = (n: number): ConcertSettings => ({ ...settings, id: `con_${n}`, admitPerSecond: A_SECOND });
  const rooms = Array.from({ length: ROOMS }, (_, n) => paced(n));
  for (const rules of rooms) {
    const fans = Array.from({ length: A_SECOND * ROUNDS + 1 }, (_, n) => `usr_${n}`);
    await Promise.all(
      fans.map((accountId) => ownRoom.join({ concertId: rules.id, accountId, token: randomUUID(), rules })),
    );
  }
  const [seconds = 0] = (await redis.time()).map(Number);
  await redis.zadd(own.keys.dueRooms, ...rooms.flatMap(({ id }) => [seconds * 1_000, id]));
  const admit = makeAdmitBatch({
    concerts: { find: async (id) => rooms.find((rules) => rules.id === id) ?? null },
    admissions: ownRoom,
    schedule: own.due,
    drawOrder: async () => false,
    canHold: async () => true,
  });
  const admitted = new Map<string, number>();
  const startedMs = performance.now();
  const one = startWorker(own.keys, async (id) => {
    const batch = await admit(id);
    admitted.set(id, (admitted.get(id) ?? 0) + (batch?.admitted.length ?? 0));
    return batch;
  });
  const enough = () => rooms.every(({ id }) => (admitted.get(id) ?? 0) >= A_SECOND * ROUNDS);
  // Takes three seconds at their pace; with fifty slots of a second and a half it would take
  // thirty.
  await vi.waitFor(() => expect(enough()).toBe(true), { timeout: 25_000, interval: 50 });
  expect(performance.now() - startedMs).toBeLessThan(10_000);
  await one.stop();
}, 60_000);

it('reports how many rooms are overdue, and the greatest delay', async () => {
  const own = elsewhere();
  await own.due.ensure('con_new');
  const [seconds = 0] = (await redis.time()).map(Number);
  await redis.zadd(own.keys.dueRooms, (seconds - 5) * 1_000, 'con_late', (seconds + 5) * 1_000, 'con_later');
  const taken = await own.due.take([], 10, 0);
  expect(taken).toMatchObject({ rooms: 3, overdue: 1, concertIds: ['con_late', 'con_new'] });
  expect(taken.lagMs).toBeGreaterThanOrEqual(5_000 - OVERDUE_MS);
});

it('shares rooms: a taken room is due for others only after it was returned or its taker went silent', async () => {
  const own = elsewhere();
  await own.due.ensure('con_1');
  expect((await own.due.take([], 10, 0)).concertIds).toEqual(['con_1']);
  const second = await own.due.take([], 10, 0);
  expect([second.concertIds, second.overdue]).toEqual([[], 0]);
  expect((await own.due.take([{ concertId: 'con_1', dueInMs: 0 }], 10, 0)).concertIds).toEqual(['con_1']);
  await vi.waitFor(async () => expect((await own.due.take([], 10, 0)).concertIds).toEqual(['con_1']), {
    timeout: 10_000,
    interval: 100,
  });
  // Returned after its removal: it stays removed.
  await own.due.remove('con_1');
  expect((await own.due.take([{ concertId: 'con_1', dueInMs: 0 }], 10, 0)).rooms).toBe(0);
});

it('keeps the pace and lets passes run while only another worker cannot reach the database', async () => {
  const own = elsewhere();
  const ownRoom = makeWaitingRoom(redis, own.keys);
  const rules: ConcertSettings = { ...settings, id: 'con_shared', maxActive: 1 };
  const tokens = ['usr_1', 'usr_2'].map((accountId) => ({ accountId, token: randomUUID() }));
  for (const fan of tokens) await ownRoom.join({ ...fan, concertId: rules.id, rules });
  await own.due.ensure(rules.id);
  const ports = {
    concerts: { find: async () => rules },
    admissions: ownRoom,
    schedule: own.due,
    drawOrder: async () => false,
  };
  const counting = (canHold: boolean) => {
    const counted = { batches: 0 };
    const admit = makeAdmitBatch({ ...ports, canHold: async () => canHold });
    const one = startWorker(
      own.keys,
      (id) => {
        counted.batches += 1;
        return admit(id);
      },
      () => {},
      async () => canHold,
    );
    return Object.assign(counted, { stop: one.stop });
  };
  const able = counting(true);
  await vi.waitFor(() => expect(able.batches).toBeGreaterThan(0), 10_000);
  const passEndsAt = async () => {
    const [first] = tokens;
    if (!first) throw new Error('no fan joined');
    const { standing } = await ownRoom.look({ ...first, concertId: rules.id, rules });
    return standing?.passEndsAt?.getTime() ?? 0;
  };
  const before = await passEndsAt();
  const cut = counting(false);
  const startedAt = able.batches;
  await vi.waitFor(() => expect(able.batches + cut.batches).toBeGreaterThan(startedAt + 24), 20_000);
  // On a slow machine it may get one turn.
  expect(cut.batches).toBeLessThanOrEqual(1);
  expect((await passEndsAt()) - before).toBeLessThan(1_500);
  await Promise.all([able.stop(), cut.stop()]);
});

it('pauses rooms when no worker can reach the database', async () => {
  const own = elsewhere();
  await own.due.ensure('con_1');
  let paused = 0;
  const admit = async () => {
    paused += 1;
    return { admitted: [], unannounced: 0, passedOver: 0, pauseMs: 1_000 };
  };
  const one = startWorker(
    own.keys,
    admit,
    () => {},
    async () => false,
  );
  await vi.waitFor(() => expect(paused).toBeGreaterThan(1), 15_000);
  await one.stop();
});

it.each([30, 3_600])(
  'serves its rooms at once when the clock of Redis goes back %i s, as after a failover',
  async (back) => {
    const own = elsewhere();
    const [seconds = 0] = (await redis.time()).map(Number);
    await redis.zadd(own.keys.dueRooms, (seconds + back) * 1_000, 'con_1');
    expect((await own.due.take([], 10, 0)).concertIds).toEqual(['con_1']);
  },
);

it('wakes an idle worker when a room is added, and not again while it is due', async () => {
  const own = elsewhere();
  const subscriber = redis.duplicate();
  const wake = vi.fn();
  onRoomAdded(subscriber, own.keys, wake);
  // Messages may have been missed before the subscription.
  await vi.waitFor(() => expect(wake).toHaveBeenCalledTimes(1), 10_000);
  await own.due.ensure('con_1');
  await vi.waitFor(() => expect(wake).toHaveBeenCalledTimes(2), 10_000);
  await own.due.ensure('con_1');
  expect((await own.due.take([], 10, 0)).concertIds).toEqual(['con_1']);
  await own.due.ensure('con_1');
  await vi.waitFor(() => expect(wake).toHaveBeenCalledTimes(3), 10_000);
  subscriber.disconnect();
});
