import { median } from '../generator/latencies.ts';
import { type Measured, perSecond } from '../generator/run-generator.ts';
import type { Yardsticks } from '../measuring/yardsticks.ts';
import {
  cpuTable,
  LATENCY_HEAD,
  latencyCells,
  medianPerSecond,
  middle,
  ourMicrosEach,
  type Series,
  throughputTable,
  yardstickColumn,
  yardstickLine,
} from '../report/series.ts';
import { barChart, markdownTable, milliseconds, whole } from '../report/tables.ts';
import type { Figure } from '../scenario.ts';
import type { ByVariant, HoldSettings } from './settings.ts';
import { NAMES, VARIANTS, type Variant } from './settings.ts';

export interface PoolTrials {
  readonly trials: readonly { readonly poolSize: number; readonly perSecond: number }[];
  readonly poolSize: number;
}

export interface HoldResults {
  readonly machine: string;
  readonly settings: HoldSettings;
  readonly yardsticks: Yardsticks;
  readonly pool: PoolTrials;
  readonly hot: ByVariant<readonly Measured[]>;
  readonly half: ByVariant<{ readonly ratePerSecond: number; readonly measured: Measured }>;
  readonly oneSeat: ByVariant<Measured>;
  readonly parties: Measured;
  readonly tenConcerts: {
    readonly product: Measured;
    readonly 'row-lock': Measured;
    readonly twoWorkers: Measured;
  };
}

export function reportHolds(results: HoldResults): readonly string[] {
  const { settings, hot } = results;
  const series = VARIANTS.map((variant) => ({ name: NAMES[variant], runs: hot[variant], variant }));
  return [
    programLine(results),
    '## One hot concert at full load',
    `Medians of ${settings.repetitions} × ${settings.measureMs / 1_000} s each, taken in turns, after one run of each that is not counted; ${settings.connections} clients. The factor over a baseline is the median of the factors within each repetition.`,
    throughputTable('holds/s', series, {
      ...yardstickColumn(results.yardsticks),
      'Concert Mania is': ({ name }) => factorCell(hot, series.find((row) => row.name === name)?.variant),
    }),
    barChart({
      title: 'Holds per second, one hot concert',
      unit: 'committed holds/s',
      bars: series.map((row) => [row.name.replace('baseline: ', ''), medianPerSecond(row)] as const),
    }),
    yardstickLine(results.yardsticks),
    'Cores in use during the repetition with the median throughput, and CPU microseconds per committed hold:',
    cpuTable(series),
    '## The same at half that load',
    'Open loop: requests arrive at a fixed rate; latency counts from the moment a request was due.',
    halfTable(results),
    '## One seat, 1,000 accounts',
    oneSeatTable(results),
    partiesLine(results.parties),
    '## Ten concerts at once',
    tenTable(results),
  ];
}

/** The figures of holds for the table at the top of the page. */
export function holdFigures({ hot, half, oneSeat }: HoldResults): readonly Figure[] {
  const others = VARIANTS.filter((variant) => variant !== 'product');
  const than = others.map(
    (variant) =>
      `${median(factors(hot, variant)).toFixed(1)} × (${NAMES[variant].replace('baseline: ', '')})`,
  );
  const { p50Ms, p99Ms } = half.product.measured.latency;
  return [
    [
      'durable, ordered holds of one hot concert, request to committed outcome',
      `${whole(medianPerSecond({ runs: hot.product }))}/s; ${than.join(', ')}`,
    ],
    ['their latency at half that load', `p50 ${milliseconds(p50Ms)} ms, p99 ${milliseconds(p99Ms)} ms`],
    ['one seat, 1,000 accounts at once', `all decided after ${whole(oneSeat.product.windowMs)} ms`],
  ];
}

function programLine({ pool }: HoldResults): string {
  const tried = pool.trials.map((trial) => `${trial.poolSize}: ${whole(trial.perSecond)}/s`).join(', ');
  return `1 API process, 1 hold-worker. Baseline: 1 process, ${pool.poolSize} connections${tried === '' ? '' : ` (row lock with ${tried})`}.`;
}

/** Product over baseline in each repetition, in which one ran right after the other. */
export const factors = (hot: HoldResults['hot'], variant: Variant): readonly number[] =>
  hot.product.map((product, at) => {
    const other = hot[variant][at];
    return other === undefined ? Number.NaN : perSecond(product) / perSecond(other);
  });

function factorCell(hot: HoldResults['hot'], variant: Variant = 'product'): string {
  if (variant === 'product') return '';
  const each = factors(hot, variant);
  return `${median(each).toFixed(1)} × (${each.map((factor) => factor.toFixed(1)).join(' ')})`;
}

const halfTable = ({ half }: HoldResults): string =>
  markdownTable(
    ['', 'arrivals/s', 'held', ...LATENCY_HEAD],
    VARIANTS.map((variant) => {
      const { ratePerSecond, measured } = half[variant];
      const held = measured.outcomes.succeeded ?? 0;
      return [NAMES[variant], whole(ratePerSecond), whole(held), ...latencyCells([measured])];
    }),
  );

const oneSeatTable = ({ oneSeat }: HoldResults): string =>
  markdownTable(
    ['', 'held', 'refused', 'all decided after ms', 'p50 ms', 'p99 ms'],
    VARIANTS.map((variant) => {
      const { outcomes, windowMs, latency } = oneSeat[variant];
      const decided = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
      const held = outcomes.succeeded ?? 0;
      return [
        NAMES[variant],
        whole(held),
        whole(decided - held),
        whole(windowMs),
        milliseconds(latency.p50Ms),
        milliseconds(latency.p99Ms),
      ];
    }),
  );

function partiesLine({ outcomes, windowMs, latency }: Measured): string {
  const counts = Object.entries(outcomes).map(([code, count]) => `${count} ${code}`);
  return `160 parties of one to four ask for the best seats of a house of 500: ${counts.join(', ')}; all decided after ${whole(windowMs)} ms, p99 ${milliseconds(latency.p99Ms)} ms.`;
}

function tenTable({ tenConcerts: ten }: HoldResults): string {
  const series: readonly Series[] = [
    { name: 'Concert Mania', runs: [ten.product] },
    { name: 'Concert Mania, two hold-workers', runs: [ten.twoWorkers] },
    { name: 'baseline: row lock', runs: [ten['row-lock']] },
  ];
  const cost = ({ runs }: Series) => whole(ourMicrosEach(middle(runs)));
  return throughputTable('holds/s', series, { 'CPU µs a hold': cost });
}
