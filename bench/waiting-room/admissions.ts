import { setTimeout as pause } from 'node:timers/promises';
import { makeWaitingRoom } from '@concert-mania/redis/waiting-room/waiting-room';
import { makeAccounts } from '@concert-mania/testkit/data/load-data';
import { watchOthers } from '../measuring/quiet.ts';
import { type Bench, type BenchContext, only, withBench } from '../measuring/stack.ts';
import { milliseconds, table, whole } from '../report/tables.ts';
import { fillRoom, KEYS, openRoom, serveRoom } from './room.ts';

const SPARE_SECONDS = 20;
const LOOK_EVERY_MS = 5;

/** Fans admitted from the first batch seen to the last, and the rate that was set. */
type Admissions = Awaited<ReturnType<typeof measureAdmissions>>;

/** Lets more fans join than can be admitted meanwhile, and counts admissions. */
export async function measureAdmissions(
  bench: Bench,
  asked: { readonly perSecond: number; readonly seconds: number },
) {
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
  const seconds = (last.atMs - first.atMs) / 1_000;
  const perSecond = (last.admitted - first.admitted) / seconds;
  return { askedPerSecond: asked.perSecond, perSecond, seconds, batches: batches.length };
}

export function describeAdmissions({ askedPerSecond, perSecond, seconds, batches }: Admissions): string {
  const share = ((perSecond / askedPerSecond) * 100).toFixed(2);
  return `Set to ${whole(askedPerSecond)}/s, measured ${perSecond.toFixed(2)}/s (${share} %) over ${seconds.toFixed(1)} s, in ${whole(batches)} batches.`;
}

interface Draw {
  readonly fans: number;
  readonly drawnAfterMs: number;
  /** Durations of another client's calls to Redis meanwhile, ascending. */
  readonly callsMs: readonly number[];
  readonly coresElsewhere: number;
}

const CALL_EVERY_MS = 2;
const OPENS_IN_MS = 3_600_000;

/** Lets fans gather, opens the sale, and waits until an admission-worker has drawn the order. */
export const measureDraw = (fans: number, context: BenchContext): Promise<Draw> =>
  withBench({ ...context, replicas: only({ 'admission-worker': 1 }) }, async (bench) => {
    const opensAt = new Date(Date.now() + OPENS_IN_MS);
    const room = await openRoom(bench, { preOpenOrder: 'shuffle', maxActive: 1, opensAt });
    bench.log(`${fans} fans gather`);
    await fillRoom(bench, room, { joining: fans });
    await bench.db.query('update performances set sale_opens_at = now() where concert_id = $1', [room.id]);
    const others = watchOthers();
    const rooms = makeWaitingRoom(bench.redis, KEYS);
    const stopServing = await serveRoom(bench, room);
    const callsMs: number[] = [];
    let begunMs: number | null = null;
    for (let status = ''; status !== 'open' || begunMs === null; await pause(CALL_EVERY_MS)) {
      const askedMs = performance.now();
      const serving = await rooms.serving(room.id, room);
      status = serving.status;
      // The seed is shown once the draw is closed to further fans.
      if (begunMs === null && serving.shuffle?.seed) begunMs = performance.now();
      if (begunMs !== null) callsMs.push(performance.now() - askedMs);
    }
    const drawnAfterMs = performance.now() - begunMs;
    await stopServing();
    return { fans, drawnAfterMs, callsMs: callsMs.toSorted((a, b) => a - b), coresElsewhere: others() };
  });

export function describeDraw(draw: Draw): readonly string[] {
  const { callsMs } = draw;
  const at = (share: number) => milliseconds(callsMs[Math.floor((callsMs.length - 1) * share)] ?? 0);
  return [
    `One admission-worker draws the order of all who gathered. Meanwhile another client asks Redis for the state of the room, ${whole(callsMs.length)} times, one call after another. Other programs used ${draw.coresElsewhere.toFixed(2)} cores.`,
    table([draw], {
      gathered: ({ fans }) => whole(fans),
      'drawn after s': ({ drawnAfterMs }) => (drawnAfterMs / 1_000).toFixed(1),
      'call p50 ms': () => at(0.5),
      'call p99 ms': () => at(0.99),
      'longest call ms': () => at(1),
    }),
  ];
}
