import { setTimeout as pause } from 'node:timers/promises';
import { makeWaitingRoom } from '@concert-mania/redis/waiting-room/waiting-room';
import { makeAccounts } from '@concert-mania/testkit/data/load-data';
import type { Bench } from '../measuring/stack.ts';
import { fillRoom, KEYS, openRoom, serveRoom } from './room.ts';
import type { RoomSettings } from './settings.ts';

/** Fans admitted from the first batch seen to the last, and the rate that was set. */
export interface Admissions {
  readonly askedPerSecond: number;
  readonly seconds: number;
  readonly admitted: number;
  readonly batches: number;
}

const SPARE_SECONDS = 20;
const LOOK_EVERY_MS = 5;

/** Lets more fans join than can be admitted meanwhile, and counts admissions. */
export async function measureAdmissions(
  bench: Bench,
  asked: RoomSettings['admissions'],
): Promise<Admissions> {
  const fans = asked.perSecond * (asked.seconds + SPARE_SECONDS);
  const room = await openRoom(bench, { maxActive: fans, admitPerSecond: asked.perSecond });
  await fillRoom(bench, room, { joining: fans, accountIds: await makeAccounts(bench.db, fans) });
  const rooms = makeWaitingRoom(bench.redis, KEYS);
  const stopServing = await serveRoom(bench, room);
  const endMs = performance.now() + (asked.seconds + 1) * 1_000;
  // Admissions come in batches: the rate is taken from one batch to another.
  const batches: { readonly atMs: number; readonly admitted: number }[] = [];
  while (performance.now() < endMs) {
    const admitted = (await rooms.serving(room.id, room)).servingSequence;
    if (admitted > (batches.at(-1)?.admitted ?? 0)) batches.push({ atMs: performance.now(), admitted });
    await pause(LOOK_EVERY_MS);
  }
  await stopServing();
  const [first, last] = [batches[0], batches.at(-1)];
  if (!first || !last) throw new Error(`no fan was admitted to ${room.id}`);
  return {
    askedPerSecond: asked.perSecond,
    seconds: (last.atMs - first.atMs) / 1_000,
    admitted: last.admitted - first.admitted,
    batches: batches.length,
  };
}
