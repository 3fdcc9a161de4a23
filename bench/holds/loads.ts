import { waitUntil } from '@concert-mania/local-stack/processes/wait-until';
import type { Measured } from '../generator/run-generator.ts';
import type { HoldLoad, HoldRun } from './hold-run.ts';
import type { Variant } from './settings.ts';

/** One hot concert, every request another seat: at full load, or at a fixed rate. */
export async function hotConcert(
  run: HoldRun,
  variant: Variant,
  more: Partial<Pick<HoldLoad, 'shape' | 'warmupMs' | 'measureMs' | 'onWindow' | 'headers' | 'beside'>> = {},
): Promise<Measured> {
  const { seats, connections, warmupMs, measureMs } = run.settings;
  const performance = await run.newPerformance();
  return measureHeld(run, {
    variant,
    wishes: { kind: 'every-seat', performances: [performance], seatsEach: seats },
    performances: [performance],
    shape: { kind: 'closed' },
    connections: more.shape?.kind === 'open' ? connections * 4 : connections,
    journeys: seats,
    warmupMs,
    measureMs,
    ...more,
  });
}

/** Measures a load in which every request can be served. Throws if one was refused. */
async function measureHeld(run: HoldRun, load: HoldLoad): Promise<Measured> {
  const measured = await run.measure(load);
  const others = Object.keys(measured.outcomes).filter((outcome) => outcome !== 'succeeded');
  if (others.length > 0)
    throw new Error(`${load.variant}: free seats were refused with ${others.join(', ')}`);
  return measured;
}

const SMALL_HALL_SEATS = 500;
const UNTIL_DONE = {
  warmupMs: 0,
  measureMs: 30_000,
  shape: { kind: 'closed' },
  timeRefusals: true,
} as const;

/** A thousand accounts ask for the same seat at once. */
export async function oneSeat(run: HoldRun, variant: Variant, accounts = 1_000): Promise<Measured> {
  const performance = await run.newConcert(SMALL_HALL_SEATS);
  return run.measure({
    ...UNTIL_DONE,
    variant,
    wishes: { kind: 'one-seat', performance, seatNumber: 7 },
    performances: [performance],
    connections: accounts,
    journeys: accounts,
  });
}

/** 160 parties of one to four ask for the best seats together in a house of 500. */
export async function parties(run: HoldRun, count = 160): Promise<Measured> {
  const performance = await run.newConcert(SMALL_HALL_SEATS);
  return run.measure({
    ...UNTIL_DONE,
    variant: 'product',
    wishes: { kind: 'parties', performance },
    performances: [performance],
    connections: count,
    journeys: count,
  });
}

const CONCERTS = 10;

/** Ten concerts on sale at once, in halls a tenth the size. */
export async function tenConcerts(run: HoldRun, variant: Variant): Promise<Measured> {
  const { seats, connections, warmupMs, measureMs } = run.settings;
  const performances: string[] = [];
  for (let n = 0; n < CONCERTS; n += 1) performances.push(await run.newConcert(seats / CONCERTS));
  return measureHeld(run, {
    variant,
    wishes: { kind: 'every-seat', performances, seatsEach: seats / CONCERTS },
    performances,
    shape: { kind: 'closed' },
    connections,
    journeys: seats,
    warmupMs,
    measureMs,
  });
}

const SHARE_TIMEOUT_MS = 30_000;
const PARTITIONS = 16;

/** Runs one or two hold-workers, and waits until they have shared the partitions evenly. */
export async function useHoldWorkers({ bench }: HoldRun, workers: 1 | 2): Promise<void> {
  const [first, second] = [bench.stack.process('hold-worker'), bench.stack.process('hold-worker-2')];
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
  return Number(/^cm_hold_partitions_owned(?:\{[^}]*\})? (\d+)/m.exec(metrics)?.[1] ?? 0);
}
