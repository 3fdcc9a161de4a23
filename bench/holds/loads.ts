import { waitUntil } from '@concert-mania/local-stack/processes/wait-until';
import { everySeat } from '../generator/plan.ts';
import type { Measured } from '../generator/run-generator.ts';
import type { HoldLoad, HoldRun } from './hold-run.ts';
import type { Variant } from './settings.ts';

/** One hot concert, every request another seat: at full load, or at a fixed rate. */
export async function hotConcert(
  run: HoldRun,
  variant: Variant,
  more: Partial<Pick<HoldLoad, 'shape' | 'warmupMs' | 'measureMs' | 'headers' | 'beside'>> = {},
): Promise<Measured> {
  const { connections } = run.settings;
  const performance = await run.newPerformance();
  return measureHeld(run, variant, [performance], {
    ...more,
    connections: more.shape?.kind === 'open' ? connections * 4 : connections,
  });
}

const CONCERTS = 10;

/** Ten concerts on sale at once, in halls a tenth the size. */
export async function tenConcerts(run: HoldRun, variant: Variant): Promise<Measured> {
  const performances: string[] = [];
  while (performances.length < CONCERTS)
    performances.push(await run.newConcert(run.settings.seats / CONCERTS));
  return measureHeld(run, variant, performances, {});
}

/** Measures a load in which every request can be served. Throws if one was refused. */
async function measureHeld(
  run: HoldRun,
  variant: Variant,
  performances: readonly string[],
  more: Partial<HoldLoad>,
): Promise<Measured> {
  const { seats, connections, warmupMs, measureMs } = run.settings;
  const bodies = everySeat(performances, seats / performances.length);
  const load = { connections, warmupMs, measureMs, ...more, bodies, performances, journeys: seats };
  const measured = await run.measure(variant, load);
  const others = Object.keys(measured.outcomes).filter((outcome) => outcome !== 'succeeded');
  if (others.length > 0) throw new Error(`${variant}: free seats were refused with ${others.join(', ')}`);
  return measured;
}

const SMALL_HALL_SEATS = 500;

async function untilDone(
  run: HoldRun,
  variant: Variant,
  clients: number,
  wish: (index: number) => object,
): Promise<Measured> {
  const performanceId = await run.newConcert(SMALL_HALL_SEATS);
  return run.measure(variant, {
    bodies: Array.from({ length: clients }, (_, index) => JSON.stringify({ performanceId, ...wish(index) })),
    performances: [performanceId],
    connections: clients,
    journeys: clients,
    warmupMs: 0,
    measureMs: 30_000,
    timeRefusals: true,
  });
}

/** A thousand accounts ask for the same seat at once. */
export const oneSeat = (run: HoldRun, variant: Variant): Promise<Measured> =>
  untilDone(run, variant, 1_000, () => ({ seatNumbers: [7] }));

/** 160 parties of one to four ask for the best seats together in a house of 500. */
export const parties = (run: HoldRun): Promise<Measured> =>
  untilDone(run, 'product', 160, (index) => ({ bestAvailable: { quantity: (index % 4) + 1 } }));

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
