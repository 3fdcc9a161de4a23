import { median } from '../generator/latencies.ts';
import { perSecond } from '../generator/run-generator.ts';
import { inTurns, mostElsewhere, undisturbed } from '../measuring/quiet.ts';
import { type Log, withBench } from '../measuring/stack.ts';
import { measureYardsticks } from '../measuring/yardsticks.ts';
import { middle } from '../report/series.ts';
import type { Scenario } from '../scenario.ts';
import { type HoldRun, prepareHolds } from './hold-run.ts';
import { hotConcert, oneSeat, parties, tenConcerts, useHoldWorkers } from './loads.ts';
import { type HoldResults, holdFigures, type PoolTrials, reportHolds } from './report.ts';
import { byVariant, eachVariant, FULL, type HoldSettings, QUICK, VARIANTS } from './settings.ts';

/** Holds of the product and of the conventional design, side by side. */
export const holds: Scenario<HoldSettings> = {
  title: 'Holds',
  full: FULL,
  quick: QUICK,
  run: async ({ settings, log }) => {
    const results: HoldResults = await withBench({ replicas: { 'hold-worker': 2 }, log }, async (bench) => {
      const yardsticks = await measureYardsticks(bench, settings.connections, log);
      log('filling the house');
      const run = await prepareHolds(bench, settings);
      try {
        return { machine: bench.machine, settings, yardsticks, ...(await measureAll(run, log)) };
      } finally {
        await run.stopBaseline();
      }
    });
    const { machine } = results;
    const figures = holdFigures(results);
    const sections = reportHolds(results);
    return { machine, sections, figures, coresElsewhere: disturbance(results), results };
  },
};

async function measureAll(run: HoldRun, log: Log) {
  await useHoldWorkers(run, 1);
  const pool = await choosePool(run, log);
  const hot = await inTurns(
    byVariant((variant) => () => hotConcert(run, variant)),
    run.settings,
    log,
  );
  const half = await eachVariant(async (variant) => {
    const ratePerSecond = Math.round(median(hot[variant].map(perSecond)) / 2);
    log(`hot concert at half load: ${variant}, ${ratePerSecond}/s`);
    const shape = { kind: 'open', ratePerSecond } as const;
    return {
      ratePerSecond,
      measured: await undisturbed(() => hotConcert(run, variant, { shape }), run.settings, log),
    };
  });
  log('one seat, 1,000 accounts');
  const seat = await eachVariant((variant) => oneSeat(run, variant));
  log('160 parties');
  const best = await parties(run);
  const ten = await measureTen(run, log);
  return { pool, hot, half, oneSeat: seat, parties: best, tenConcerts: ten };
}

async function choosePool(run: HoldRun, log: Log): Promise<PoolTrials> {
  const { poolSizes } = run.settings;
  const trials: { poolSize: number; perSecond: number }[] = [];
  for (const poolSize of poolSizes) {
    await run.restartBaseline(poolSize);
    if (poolSizes.length === 1) return { trials, poolSize };
    const measured = await hotConcert(run, 'row-lock', { warmupMs: 500, measureMs: 1_500 });
    trials.push({ poolSize, perSecond: perSecond(measured) });
    log(`pool of ${poolSize}: ${Math.round(perSecond(measured))} holds/s`);
  }
  const { poolSize } = trials.reduce((a, b) => (b.perSecond > a.perSecond ? b : a));
  await run.restartBaseline(poolSize);
  return { trials, poolSize };
}

async function measureTen(run: HoldRun, log: Log): Promise<HoldResults['tenConcerts']> {
  log('ten concerts');
  const product = await undisturbed(() => tenConcerts(run, 'product'), run.settings, log);
  const rowLock = await undisturbed(() => tenConcerts(run, 'row-lock'), run.settings, log);
  await useHoldWorkers(run, 2);
  log('ten concerts, two hold-workers');
  // The second worker has just started: its first run is not counted.
  await tenConcerts(run, 'product');
  const twoWorkers = await undisturbed(() => tenConcerts(run, 'product'), run.settings, log);
  return { product, 'row-lock': rowLock, twoWorkers };
}

/** The most that other programs used during a run whose figures are shown, in cores. */
const disturbance = ({ hot, half, tenConcerts: ten }: HoldResults): number =>
  mostElsewhere([
    ...VARIANTS.flatMap((variant) => [middle(hot[variant]), half[variant].measured]),
    ...Object.values(ten),
  ]);
