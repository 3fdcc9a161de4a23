import { setTimeout as pause } from 'node:timers/promises';
import { makeWaitingRoom } from '@concert-mania/redis/waiting-room/waiting-room';
import { watchOthers } from '../measuring/quiet.ts';
import { type Log, only, withBench } from '../measuring/stack.ts';
import { fillRoom, KEYS, openRoom, serveRoom } from './room.ts';

export interface Draw {
  readonly fans: number;
  readonly drawnAfterMs: number;
  /** Durations of another client's calls to Redis meanwhile, ascending. */
  readonly callsMs: readonly number[];
  readonly coresElsewhere: number;
}

const LOOK_EVERY_MS = 2;
const OPENS_IN_MS = 3_600_000;

/** Lets fans gather, opens the sale, and waits until an admission-worker has drawn the order. */
export const measureDraw = (fans: number, log: Log): Promise<Draw> =>
  withBench({ replicas: only({ 'admission-worker': 1 }), log }, async (bench) => {
    const opensAt = new Date(Date.now() + OPENS_IN_MS);
    const room = await openRoom(bench, { preOpenOrder: 'shuffle', maxActive: 1, opensAt });
    log(`${fans} fans gather`);
    await fillRoom(bench, room, { joining: fans });
    await bench.db.query('update performances set sale_opens_at = now() where concert_id = $1', [room.id]);
    const others = watchOthers();
    const rooms = makeWaitingRoom(bench.redis, KEYS);
    const stopServing = await serveRoom(bench, room);
    const callsMs: number[] = [];
    let begunMs: number | null = null;
    for (let status = ''; status !== 'open' || begunMs === null; await pause(LOOK_EVERY_MS)) {
      const askedMs = performance.now();
      const serving = await rooms.serving(room.id, room);
      status = serving.status;
      // The seed is shown once the draw is closed to further fans.
      if (begunMs === null && serving.shuffle?.seed) begunMs = performance.now();
      if (begunMs !== null) callsMs.push(performance.now() - askedMs);
    }
    const drawnAfterMs = performance.now() - begunMs;
    await stopServing();
    log(`drawn after ${Math.round(drawnAfterMs)} ms`);
    return { fans, drawnAfterMs, callsMs: callsMs.toSorted((a, b) => a - b), coresElsewhere: others() };
  });
