import { median } from '../lib/latencies.ts';
import { describeMachine, type Machine } from '../lib/machine.ts';
import { undisturbed } from '../lib/quiet.ts';
import type { Measured } from '../lib/run-generator.ts';
import { type BenchRun, prepareRun } from './bench-run.ts';
import { startBenchStack } from './bench-stack.ts';
import { heldPerSecond, hotConcert, oneSeat, parties, tenConcerts, useHoldWorkers } from './scenarios.ts';
import { type HoldBenchSettings, VARIANTS, type Variant } from './settings.ts';
import { type WorkersMeasured, watchWorkers } from './watch-workers.ts';

export type ByVariant<T> = Readonly<Record<Variant, T>>;

/** Everything `npm run bench -- holds` measured. */
export interface HoldResults {
  readonly startedAt: string;
  readonly machine: Machine;
  readonly settings: HoldBenchSettings;
  readonly poolTrials: readonly { readonly poolSize: number; readonly heldPerSecond: number }[];
  readonly poolSize: number;
  readonly hot: ByVariant<readonly Measured[]>;
  readonly half: ByVariant<{ readonly ratePerSecond: number; readonly measured: Measured }>;
  readonly oneSeat: ByVariant<Measured>;
  readonly parties: Measured;
  readonly tenConcerts: {
    readonly product: WorkersMeasured;
    readonly 'row-lock': Measured;
    readonly twoWorkers: WorkersMeasured;
  };
  /** One hot concert again, with a look at who decides it. */
  readonly watched: WorkersMeasured;
}

export interface HoldBenchOptions {
  readonly settings: HoldBenchSettings;
  readonly log: (line: string) => void;
}

/** Starts a system of its own, measures product and baselines side by side, and stops it. */
export async function runHolds(options: HoldBenchOptions): Promise<HoldResults> {
  const { settings, log } = options;
  const startedAt = new Date().toISOString();
  const bench = await startBenchStack({
    apis: settings.apis,
    inspect: false,
    log,
  });
  try {
    const machine = await describeMachine({ ...bench.stack, folder: bench.dataDir });
    log('filling the house');
    const run = await prepareRun(bench, settings);
    await useHoldWorkers(run, 1);
    const { poolTrials, poolSize } = await tunePool(run, log);
    const hot = await measureHot(run, log);
    const half = await measureHalf(run, hot, log);
    const everybody = await eachVariant(async (variant) => {
      log(`one seat, 1,000 accounts: ${variant}`);
      return oneSeat(run, variant);
    });
    log('160 parties');
    const best = await parties(run);
    log('one hot concert, hold-worker watched');
    const watched = await undisturbed(
      () => watchWorkers(bench, (onWindow) => hotConcert(run, 'product', { onWindow })),
      log,
    );
    const ten = await measureTen(run, log);
    return {
      startedAt,
      machine,
      settings,
      poolTrials,
      poolSize,
      hot,
      half,
      oneSeat: everybody,
      parties: best,
      tenConcerts: ten,
      watched,
    };
  } finally {
    await bench.stop();
  }
}

async function tunePool(
  run: BenchRun,
  log: (line: string) => void,
): Promise<Pick<HoldResults, 'poolTrials' | 'poolSize'>> {
  const poolTrials: { poolSize: number; heldPerSecond: number }[] = [];
  for (const poolSize of run.settings.poolSizes) {
    await run.bench.restartBaseline(poolSize);
    if (run.settings.poolSizes.length === 1) return { poolTrials, poolSize };
    const measured = await hotConcert(run, 'row-lock', { warmupMs: 500, measureMs: 1_500 });
    poolTrials.push({ poolSize, heldPerSecond: heldPerSecond(measured) });
    log(`pool of ${poolSize}: ${Math.round(heldPerSecond(measured))} holds/s`);
  }
  const best = poolTrials.reduce((a, b) => (b.heldPerSecond > a.heldPerSecond ? b : a));
  await run.bench.restartBaseline(best.poolSize);
  return { poolTrials, poolSize: best.poolSize };
}

/** Variants take turns, so that a machine that slows down by and by slows all of them down. */
async function measureHot(run: BenchRun, log: (line: string) => void): Promise<ByVariant<Measured[]>> {
  const hot: ByVariant<Measured[]> = { product: [], 'row-lock': [], optimistic: [], 'redis-lock': [] };
  log('warming up');
  // A process that has just started compiles what it runs; it is measured when it has done so.
  await eachVariant((variant) => hotConcert(run, variant));
  for (let repetition = 0; repetition < run.settings.repetitions; repetition += 1) {
    for (const variant of VARIANTS) {
      const measured = await undisturbed(() => hotConcert(run, variant), log);
      hot[variant].push(measured);
      log(`hot concert: ${variant} ${Math.round(heldPerSecond(measured))} holds/s`);
    }
  }
  return hot;
}

function measureHalf(
  run: BenchRun,
  hot: ByVariant<readonly Measured[]>,
  log: (line: string) => void,
): Promise<HoldResults['half']> {
  return eachVariant(async (variant) => {
    const ratePerSecond = Math.round(median(hot[variant].map(heldPerSecond)) / 2);
    log(`hot concert at half load: ${variant}, ${ratePerSecond}/s`);
    const shape = { kind: 'open', ratePerSecond } as const;
    return { ratePerSecond, measured: await undisturbed(() => hotConcert(run, variant, { shape }), log) };
  });
}

async function measureTen(run: BenchRun, log: (line: string) => void): Promise<HoldResults['tenConcerts']> {
  const watched = () =>
    undisturbed(() => watchWorkers(run.bench, (onWindow) => tenConcerts(run, 'product', onWindow)), log);
  log('ten concerts');
  const product = await watched();
  const rowLock = await undisturbed(() => tenConcerts(run, 'row-lock'), log);
  await useHoldWorkers(run, 2);
  log('ten concerts, two hold-workers');
  // The second worker has just started.
  await tenConcerts(run, 'product');
  return { product, 'row-lock': rowLock, twoWorkers: await watched() };
}

async function eachVariant<T>(measure: (variant: Variant) => Promise<T>): Promise<ByVariant<T>> {
  return {
    product: await measure('product'),
    'row-lock': await measure('row-lock'),
    optimistic: await measure('optimistic'),
    'redis-lock': await measure('redis-lock'),
  };
}
