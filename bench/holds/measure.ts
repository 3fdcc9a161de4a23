import { perSecond } from '../generator/run-generator.ts';
import { inTurns, mostElsewhere, undisturbed } from '../measuring/quiet.ts';
import { withBench } from '../measuring/stack.ts';
import { measureYardsticks } from '../measuring/yardsticks.ts';
import { medianPerSecond, middle } from '../report/series.ts';
import type { Scenario } from '../scenario.ts';
import { type HoldRun, prepareHolds } from './hold-run.ts';
import { hotConcert, oneSeat, parties, tenConcerts, useHoldWorkers } from './loads.ts';
import { type HoldResults, holdFigures, reportHolds } from './report.ts';
import { eachVariant, FULL, type HoldSettings, NAMES, QUICK, VARIANTS } from './settings.ts';

/** Holds of the product and of the conventional design, side by side. */
export const holds: Scenario<HoldSettings> = {
  title: 'Holds',
  full: FULL,
  quick: QUICK,
  run: ({ settings, ...context }) =>
    withBench({ ...context, replicas: { 'hold-worker': 2 } }, async (bench) => {
      const { machine, log } = bench;
      const yardsticks = await measureYardsticks(bench, settings.connections);
      log('filling the house');
      const run = await prepareHolds(bench, settings);
      try {
        const results = { settings, yardsticks, ...(await measureAll(run)) };
        return {
          machine,
          sections: reportHolds(results),
          figures: holdFigures(results),
          coresElsewhere: disturbance(results),
          results,
        };
      } finally {
        await run.stopBaseline();
      }
    }),
};

async function measureAll(run: HoldRun) {
  const { settings, bench } = run;
  const { log } = bench;
  await useHoldWorkers(run, 1);
  const pool = await choosePool(run);
  const loads = VARIANTS.map((variant) => [NAMES[variant], () => hotConcert(run, variant)] as const);
  const hot = await inTurns(Object.fromEntries(loads), settings, log);
  const half = await eachVariant(async (variant) => {
    const { runs = [] } = hot[VARIANTS.indexOf(variant)] ?? {};
    const ratePerSecond = Math.round(medianPerSecond(runs) / 2);
    log(`hot concert at half load: ${variant}, ${ratePerSecond}/s`);
    const shape = { kind: 'open', ratePerSecond } as const;
    const measured = await undisturbed(() => hotConcert(run, variant, { shape }), settings, log);
    return { ratePerSecond, measured };
  });
  log('one seat, 1,000 accounts');
  const seat = await eachVariant((variant) => oneSeat(run, variant));
  log('160 parties');
  const best = await parties(run);
  return { pool, hot, half, oneSeat: seat, parties: best, tenConcerts: await measureTen(run) };
}

async function choosePool(run: HoldRun): Promise<HoldResults['pool']> {
  const { poolSizes } = run.settings;
  const trials: { poolSize: number; perSecond: number }[] = [];
  for (const poolSize of poolSizes) {
    await run.restartBaseline(poolSize);
    if (poolSizes.length === 1) return { trials, poolSize };
    const measured = await hotConcert(run, 'row-lock', { warmupMs: 500, measureMs: 1_500 });
    trials.push({ poolSize, perSecond: perSecond(measured) });
    run.bench.log(`pool of ${poolSize}: ${Math.round(perSecond(measured))} holds/s`);
  }
  const { poolSize } = trials.reduce((a, b) => (b.perSecond > a.perSecond ? b : a));
  await run.restartBaseline(poolSize);
  return { trials, poolSize };
}

async function measureTen(run: HoldRun): Promise<HoldResults['tenConcerts']> {
  const { log } = run.bench;
  const measure = (variant: 'product' | 'row-lock') =>
    undisturbed(() => tenConcerts(run, variant), run.settings, log);
  log('ten concerts');
  const product = await measure('product');
  const rowLock = await measure('row-lock');
  await useHoldWorkers(run, 2);
  log('ten concerts, two hold-workers');
  // The second worker has just started: its first run is not counted.
  await tenConcerts(run, 'product');
  const twoWorkers = await measure('product');
  return [
    { name: NAMES.product, runs: [product] },
    { name: `${NAMES.product}, two hold-workers`, runs: [twoWorkers] },
    { name: NAMES['row-lock'], runs: [rowLock] },
  ];
}

/** The most that other programs used during a run whose figures are shown, in cores. */
const disturbance = ({ hot, half, tenConcerts: ten }: HoldResults): number =>
  mostElsewhere([
    ...[...hot, ...ten].map(({ runs }) => middle(runs)),
    ...VARIANTS.map((variant) => half[variant].measured),
  ]);
