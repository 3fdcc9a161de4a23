import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { ConcertSettings } from '@concert-mania/core/catalogue/ports';
import { makeConcertSettingsLookup } from '@concert-mania/db/catalogue/catalogue-lookups';
import { makeKeys } from '@concert-mania/redis/keys';
import { makeAdmissionSchedule } from '@concert-mania/redis/waiting-room/schedule';
import { makeWaitingRoom } from '@concert-mania/redis/waiting-room/waiting-room';
import { makeSale, newId } from '@concert-mania/testkit/data/builders';
import { describeMachine, type Machine } from '../lib/machine.ts';
import { watchOthers } from '../lib/quiet.ts';
import { type RoomStack, startRoomStack } from '../waiting-room/room-stack.ts';

export interface DrawBenchSettings {
  readonly fans: number;
}
export const FULL: DrawBenchSettings = { fans: 1_000_000 };
export const QUICK: DrawBenchSettings = { fans: 100_000 };

export interface DrawResults {
  readonly startedAt: string;
  readonly machine: Machine;
  readonly fans: number;
  /** From the first sight of the room being drawn to that of it being open. */
  readonly drawnAfterMs: number;
  /** What a command of somebody else's took meanwhile, ascending. */
  readonly answersMs: readonly number[];
  readonly coresElsewhere: number;
}

const KEYS = makeKeys();
const FILL_AT_ONCE = 2_000;
const LOOK_EVERY_MS = 2;
const OPENS_IN_MS = 3_600_000;
const ONE_WORKER = {
  api: 0,
  'admission-worker': 1,
  'hold-worker': 0,
  'payment-worker': 0,
  'expiry-worker': 0,
  'event-worker': 0,
  'notification-worker': 0,
  mailbox: 0,
  'mock-pg': 0,
} as const;

/** Has fans gather before an opening, opens the sale, and waits until an admission-worker has drawn their order. */
export async function runDraw({
  settings: { fans },
  log,
}: {
  readonly settings: DrawBenchSettings;
  readonly log: (line: string) => void;
}): Promise<DrawResults> {
  const startedAt = new Date().toISOString();
  const bench = await startRoomStack({ inspect: false, replicas: ONE_WORKER, log });
  try {
    const { databaseUrl, redisUrl } = bench.stack;
    const machine = await describeMachine({ databaseUrl, redisUrl, folder: bench.dataDir });
    const room = await gather(bench, fans, log);
    await bench.db.query(`update performances set sale_opens_at = now() where concert_id = $1`, [room.id]);
    const others = watchOthers();
    const watched = await watchDraw(bench, room);
    log(`drawn after ${Math.round(watched.drawnAfterMs)} ms`);
    return { startedAt, machine, fans, ...watched, coresElsewhere: others() };
  } finally {
    await bench.stop();
  }
}

async function gather(bench: RoomStack, fans: number, log: (line: string) => void): Promise<ConcertSettings> {
  const { concertId } = await makeSale(bench.db, {
    waitingRoomEnabled: true,
    preOpenOrder: 'shuffle',
    maxActive: 1,
    opensAt: new Date(Date.now() + OPENS_IN_MS),
  });
  const room = await makeConcertSettingsLookup(bench.db).find(concertId);
  if (room === null) throw new Error('the concert was not written');
  log(`${fans} fans gather`);
  const rooms = makeWaitingRoom(bench.redis, KEYS);
  for (let first = 0; first < fans; first += FILL_AT_ONCE) {
    const joins = Array.from({ length: Math.min(FILL_AT_ONCE, fans - first) }, () =>
      rooms.join({ concertId, accountId: newId('usr'), token: randomUUID(), rules: room }),
    );
    await Promise.all(joins);
  }
  return room;
}

async function watchDraw(
  { redis }: RoomStack,
  room: ConcertSettings,
): Promise<Pick<DrawResults, 'drawnAfterMs' | 'answersMs'>> {
  const rooms = makeWaitingRoom(redis, KEYS);
  const schedule = makeAdmissionSchedule(redis, KEYS);
  await schedule.ensure(room.id);
  const answersMs: number[] = [];
  let begunMs: number | null = null;
  for (;;) {
    const askedMs = performance.now();
    const { status, shuffle } = await rooms.serving(room.id, room);
    const nowMs = performance.now();
    // The seed is shown from the moment from which nobody can join the draw any more.
    if (begunMs === null && shuffle?.seed) begunMs = nowMs;
    if (begunMs !== null) answersMs.push(nowMs - askedMs);
    if (status === 'open' && begunMs !== null) {
      await schedule.remove(room.id);
      await schedule.close();
      return { drawnAfterMs: nowMs - begunMs, answersMs: answersMs.toSorted((a, b) => a - b) };
    }
    await pause(LOOK_EVERY_MS);
  }
}
