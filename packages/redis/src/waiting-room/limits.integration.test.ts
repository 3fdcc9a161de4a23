import { randomInt, randomUUID } from 'node:crypto';
import type { ConcertSettings } from '@concert-mania/core/catalogue/ports';
import type { AdmissionBatch } from '@concert-mania/core/waiting-room/model';
import { ownRedisServers } from '@concert-mania/testkit/servers/own-redis';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, expect, it } from 'vitest';
import { makeKeys } from '../keys.ts';
import { placed, sale } from './testing/rooms.ts';
import { makeWaitingRoom } from './waiting-room.ts';

// Its own server: MONITOR also reports the commands of other tests.
const { url } = await (await ownRedisServers()).start();
const keys = makeKeys('cm');
const redis = new Redis(url);
const SEED = randomInt(2 ** 31);
const RUNS = 1_000;
const WORKERS = 3;
const FANS = 12;
/** The other fans poll rarely or never. */
const KEEP_ASKING = 6;

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('join' as const), fan: fc.nat(FANS - 1) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('admit' as const), fan: fc.nat(WORKERS - 1) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('claim' as const), fan: fc.nat(FANS - 1) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pay' as const), fan: fc.nat(FANS - 1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), fan: fc.nat(FANS - 1) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('fall-silent' as const, 'come-back' as const),
      fan: fc.integer({ min: KEEP_ASKING, max: FANS - 1 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const), fan: fc.nat(WORKERS - 1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('time-passes' as const), fan: fc.constant(0) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
const rush = fc.record({
  maxActive: fc.integer({ min: 1, max: 5 }),
  admitPerSecond: fc.integer({ min: 1, max: 8 }),
  /** Steps of one group are under way together. */
  groups: fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 25 }),
});

/** Sets a waiting fan's last poll to 1970. */
const FALL_SILENT = `
  local record = redis.call('HGET', KEYS[1], ARGV[1])
  if record and string.sub(record, 23, 23) == 'w' then
    redis.call('HSET', KEYS[1], ARGV[1], string.sub(record, 1, 23) .. '1')
  end`;

const open = new Set<Redis>([redis]);
function startWorker() {
  const connection = new Redis(url, { maxRetriesPerRequest: 0, retryStrategy: () => null });
  connection.on('error', () => undefined);
  open.add(connection);
  const { admit } = makeWaitingRoom(connection, keys);
  const kill = () => {
    connection.disconnect();
    open.delete(connection);
  };
  return { admit, kill };
}
let workers = Array.from({ length: WORKERS }, startWorker);
const monitor = await redis.duplicate().monitor();
open.add(monitor);
afterAll(() => {
  for (const connection of open) connection.disconnect();
});

/**
 * Observes every command that Redis executes on the room's `inside` set, also within scripts, and
 * records each moment that breaks a limit. Does not rely on the scripts' reports.
 */
function watchInside(settings: ConcertSettings, inside: string, pace: string) {
  const accounts = new Set<string>();
  let enteredAtMs: number[] = [];
  const broken: string[] = [];
  const enter = (account: string, passEndsMs: number) => {
    const atMs = passEndsMs - settings.passSeconds * 1_000;
    accounts.add(account);
    enteredAtMs = [...enteredAtMs.filter((earlierMs) => earlierMs > atMs - 1_000), atMs];
    if (accounts.size > settings.maxActive) broken.push(`${accounts.size} inside at ${atMs}`);
    if (enteredAtMs.length > settings.admitPerSecond) broken.push(`${enteredAtMs.length} within a second`);
  };
  const onCommand = (_time: string, [command = '', key, ...args]: readonly string[]) => {
    // The test shifts all earlier batches by a minute.
    if (key === pace && command.toUpperCase() === 'ZINCRBY') enteredAtMs = [];
    if (key !== inside) return;
    if (command === 'ZADD') enter(args[1] ?? '', Number(args[0]));
    if (command === 'ZREM') for (const account of args) accounts.delete(account);
  };
  monitor.on('monitor', onCommand);
  /** Resolves when all commands so far were observed. */
  const stop = async () => {
    const mark = randomUUID();
    const marked = new Promise<void>((resolve) => {
      const onMark = (_time: string, args: readonly string[]) => {
        if (!args.includes(mark)) return;
        monitor.off('monitor', onMark);
        resolve();
      };
      monitor.on('monitor', onMark);
    });
    await redis.echo(mark);
    await marked;
    monitor.off('monitor', onCommand);
    return { broken, accounts: [...accounts].toSorted() };
  };
  return { stop };
}

/** One room with its fans, workers and the last answers to fans. */
function makeWorld(limits: { readonly maxActive: number; readonly admitPerSecond: number }) {
  const settings: ConcertSettings = {
    id: `con_${randomUUID()}`,
    waitingRoomEnabled: true,
    passSeconds: 600,
    claimSeconds: 60,
    preOpenOrder: 'arrival',
    sales: [sale()],
    readAt: new Date(),
    published: true,
    paused: false,
    ...limits,
  };
  const room = makeWaitingRoom(redis, keys);
  const [, fans = '', , inside = '', unclaimed = '', , pace = ''] = keys.waitingRoom(settings.id);
  const seen = new Map<number, { readonly token: string; readonly ahead: number }>();
  const claimOf = (fan: number) => ({
    concertId: settings.id,
    accountId: `usr_${fan}`,
    token: seen.get(fan)?.token ?? randomUUID(),
  });
  const look = async (fan: number): Promise<void> => {
    const { standing } = await room.look({ ...claimOf(fan), rules: settings });
    if (standing?.status !== 'waiting' || standing.ahead === null) return;
    expect(standing.ahead).toBeLessThanOrEqual(seen.get(fan)?.ahead ?? 0);
    seen.set(fan, { token: standing.token, ahead: standing.ahead });
  };
  const act = async ({ kind, fan }: Step): Promise<AdmissionBatch | null> => {
    switch (kind) {
      case 'join': {
        const { standing } = placed(
          await room.join({ ...claimOf(fan), token: randomUUID(), rules: settings }),
        );
        if (seen.get(fan)?.token !== standing.token)
          seen.set(fan, { token: standing.token, ahead: Number.POSITIVE_INFINITY });
        return null;
      }
      case 'admit': {
        const worker = workers[fan];
        try {
          return (await worker?.admit(settings.id, settings)) ?? null;
        } catch (error) {
          // A worker that died meanwhile does not answer.
          if (workers[fan] !== worker) return null;
          throw error;
        }
      }
      case 'crash': {
        // The worker dies while its batch is in flight: it may or may not be decided.
        void workers[fan]?.admit(settings.id, settings).catch(() => undefined);
        workers[fan]?.kill();
        workers = workers.with(fan, startWorker());
        return null;
      }
      case 'claim':
        await room.isActive(claimOf(fan));
        return null;
      case 'pay':
        await room.end({ ...claimOf(fan), at: new Date() });
        return null;
      case 'leave':
        await room.leave(claimOf(fan));
        return null;
      case 'fall-silent':
        await redis.eval(FALL_SILENT, 1, fans, `usr_${fan}`);
        return null;
      case 'come-back':
        await look(fan);
        return null;
      case 'time-passes':
        // Shifts claims and pace into the past; passes continue.
        for (const key of [unclaimed, pace]) {
          for (const member of await redis.zrange(key, '0', '-1')) await redis.zincrby(key, -61_000, member);
        }
        return null;
    }
  };
  return { settings, seen, look, act, inside, pace };
}

async function checkBetween(world: ReturnType<typeof makeWorld>): Promise<void> {
  const { settings, seen, look, inside, pace } = world;
  expect(await redis.zcard(inside)).toBeLessThanOrEqual(settings.maxActive);
  const batches = (await redis.zrange(pace, '0', '-1', 'WITHSCORES')).flatMap((entry, i, all) =>
    i % 2 === 0 ? [{ count: Number(entry.split(':')[2]), atMs: Number(all[i + 1]) }] : [],
  );
  for (const { atMs } of batches) {
    const second = batches.filter((batch) => batch.atMs >= atMs && batch.atMs < atMs + 1_000);
    const entered = second.reduce((sum, { count }) => sum + count, 0);
    expect(entered).toBeLessThanOrEqual(settings.admitPerSecond);
  }
  for (const fan of seen.keys()) if (fan < KEEP_ASKING) await look(fan);
}

it(`keeps both limits at every instant under three workers that may die, and no place grows (seed ${SEED})`, async () => {
  await fc.assert(
    fc.asyncProperty(rush, async ({ groups, ...limits }) => {
      const world = makeWorld(limits);
      const witness = watchInside(world.settings, world.inside, world.pace);
      try {
        for (const group of groups) {
          const batches = await Promise.all(group.map(world.act));
          for (const batch of batches) expect(batch?.active ?? 0).toBeLessThanOrEqual(limits.maxActive);
          await checkBetween(world);
        }
        const inside = (await redis.zrange(world.inside, '0', '-1')).toSorted();
        expect(await witness.stop()).toEqual({ broken: [], accounts: inside });
      } finally {
        await redis.del(...keys.waitingRoom(world.settings.id));
      }
    }),
    { numRuns: RUNS, seed: SEED },
  );
});
