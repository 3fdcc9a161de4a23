import { waitUntil } from '@concert-mania/local-stack/processes/wait-until';
import { type Measured, perSecond } from '../lib/run-generator.ts';
import type { BenchRun, HoldLoad } from './bench-run.ts';
import type { Variant } from './settings.ts';

/** Outcomes that were committed and succeeded, per second of the measured window. */
export const heldPerSecond: (measured: Measured) => number = perSecond;

/** One hot concert, every request another seat: as much as the variant takes, or at a fixed rate. */
export async function hotConcert(
  run: BenchRun,
  variant: Variant,
  more: Partial<Pick<HoldLoad, 'shape' | 'warmupMs' | 'measureMs' | 'onWindow' | 'headers' | 'beside'>> = {},
): Promise<Measured> {
  const { seats, connections, warmupMs, measureMs } = run.settings;
  const performance = await run.newPerformance();
  return measureHeld(run, {
    variant,
    requests: { kind: 'every-seat', performances: [performance], seatsEach: seats },
    performances: [performance],
    shape: { kind: 'closed' },
    connections: more.shape?.kind === 'open' ? connections * 4 : connections,
    journeys: seats,
    warmupMs,
    measureMs,
    ...more,
  });
}

/** Measures a load in which every request can be served. Throws when one was not: it would not be a figure of holds. */
async function measureHeld(run: BenchRun, load: HoldLoad): Promise<Measured> {
  const measured = await run.measure(load);
  const others = Object.keys(measured.outcomes).filter((outcome) => outcome !== 'succeeded');
  if (others.length > 0)
    throw new Error(`${load.variant}: free seats were refused with ${others.join(', ')}`);
  return measured;
}

const SMALL_HALL_SEATS = 500;
const UNTIL_DONE = { warmupMs: 0, measureMs: 30_000, shape: { kind: 'closed' } } as const;

/** A thousand accounts want the same seat at the same time. */
export async function oneSeat(run: BenchRun, variant: Variant, accounts = 1_000): Promise<Measured> {
  const performance = await run.newConcert(SMALL_HALL_SEATS);
  return run.measure({
    ...UNTIL_DONE,
    variant,
    requests: { kind: 'one-seat', performance, seatNumber: 7 },
    performances: [performance],
    connections: accounts,
    journeys: accounts,
    timeRefusals: true,
  });
}

/** 160 parties of one to four want the best seats of a house of 500, together. */
export async function parties(run: BenchRun, count = 160): Promise<Measured> {
  const performance = await run.newConcert(SMALL_HALL_SEATS);
  return run.measure({
    ...UNTIL_DONE,
    variant: 'product',
    requests: { kind: 'parties', performance },
    performances: [performance],
    connections: count,
    journeys: count,
    timeRefusals: true,
  });
}

const CONCERTS = 10;

/** Ten concerts on sale at once, in halls a tenth the size. */
export async function tenConcerts(
  run: BenchRun,
  variant: Variant,
  onWindow?: HoldLoad['onWindow'],
): Promise<Measured> {
  const { seats, connections, warmupMs, measureMs } = run.settings;
  const performances: string[] = [];
  for (let n = 0; n < CONCERTS; n += 1) performances.push(await run.newConcert(seats / CONCERTS));
  return measureHeld(run, {
    variant,
    requests: { kind: 'every-seat', performances, seatsEach: seats / CONCERTS },
    performances,
    shape: { kind: 'closed' },
    connections,
    journeys: seats,
    warmupMs,
    measureMs,
    ...(onWindow && { onWindow }),
  });
}

const SHARE_TIMEOUT_MS = 30_000;
const PARTITIONS = 16;

/** Runs one or two hold-workers, and waits until they have shared the partitions evenly. */
export async function useHoldWorkers(run: BenchRun, workers: 1 | 2): Promise<void> {
  const { stack } = run.bench;
  const [first, second] = [stack.process('hold-worker'), stack.process('hold-worker-2')];
  if (workers === 1) await second.stop();
  else await second.restart();
  const shared = await waitUntil(async () => {
    const owned = await Promise.all([first, second].slice(0, workers).map((each) => ownedBy(each.opsUrl)));
    return owned.every((count) => count === PARTITIONS / workers);
  }, SHARE_TIMEOUT_MS);
  if (!shared) throw new Error(`${workers} hold-workers did not share the partitions`);
}

async function ownedBy(opsUrl: string): Promise<number> {
  const metrics = await (await fetch(`${opsUrl}/metrics`)).text();
  return Number(/^hold_partitions_owned(?:\{[^}]*\})? (\d+)/m.exec(metrics)?.[1] ?? 0);
}
