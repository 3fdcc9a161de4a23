import { median } from '../generator/latencies.ts';
import { type Measured, perSecond, type Series } from '../generator/run-generator.ts';
import type { Yardsticks } from '../measuring/yardsticks.ts';
import {
  cpuTable,
  latencyColumns,
  medianPerSecond,
  middle,
  ourMicrosEach,
  throughputTable,
  yardstickColumn,
  yardstickLine,
} from '../report/series.ts';
import { barChart, milliseconds, table, whole } from '../report/tables.ts';
import type { Figure } from '../scenario.ts';
import { type ByVariant, type HoldSettings, NAMES, VARIANTS, type Variant } from './settings.ts';

export interface HoldResults {
  readonly settings: HoldSettings;
  readonly yardsticks: Yardsticks;
  readonly pool: {
    readonly trials: readonly { readonly poolSize: number; readonly perSecond: number }[];
    readonly poolSize: number;
  };
  /** The product first. */
  readonly hot: readonly Series[];
  readonly half: ByVariant<{ readonly ratePerSecond: number; readonly measured: Measured }>;
  readonly oneSeat: ByVariant<Measured>;
  readonly parties: Measured;
  readonly tenConcerts: readonly Series[];
}

export function reportHolds(results: HoldResults): readonly string[] {
  const { settings, yardsticks, hot, half, oneSeat } = results;
  const held = ({ outcomes }: Measured) => outcomes.succeeded ?? 0;
  const decided = ({ outcomes }: Measured) => Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  return [
    programLine(results),
    '## One hot concert at full load',
    `Medians of ${settings.repetitions} × ${settings.measureMs / 1_000} s each, taken in turns, after one run of each that is not counted; ${settings.connections} clients. The factor over a baseline is the median of the factors within each repetition.`,
    throughputTable('holds/s', hot, {
      ...yardstickColumn(yardsticks),
      'Concert Mania is': (row) => factorCell(hot, row),
    }),
    barChart(
      'Holds per second, one hot concert',
      'committed holds/s',
      hot.map(({ name, runs }) => [shortName(name), medianPerSecond(runs)] as const),
    ),
    yardstickLine(yardsticks),
    cpuTable('committed hold', hot),
    '## The same at half that load',
    'Open loop: requests arrive at a fixed rate; latency counts from the moment a request was due.',
    table(VARIANTS, {
      '': nameOf,
      'arrivals/s': (variant) => whole(half[variant].ratePerSecond),
      held: (variant) => whole(held(half[variant].measured)),
      ...latencyColumns((variant: Variant) => [half[variant].measured]),
    }),
    '## One seat, 1,000 accounts',
    table(VARIANTS, {
      '': nameOf,
      held: (variant) => whole(held(oneSeat[variant])),
      refused: (variant) => whole(decided(oneSeat[variant]) - held(oneSeat[variant])),
      'all decided after ms': (variant) => whole(oneSeat[variant].windowMs),
      'p50 ms': (variant) => milliseconds(oneSeat[variant].latency.p50Ms),
      'p99 ms': (variant) => milliseconds(oneSeat[variant].latency.p99Ms),
    }),
    partiesLine(results.parties),
    '## Ten concerts at once',
    throughputTable('holds/s', results.tenConcerts, {
      'CPU µs a hold': ({ runs }) => whole(ourMicrosEach(middle(runs))),
    }),
  ];
}

const nameOf = (variant: Variant): string => NAMES[variant];
const shortName = (name: string): string => name.replace('baseline: ', '');

/** The figures of holds for the table at the top of the page. */
export function holdFigures({ hot, half, oneSeat }: HoldResults): readonly Figure[] {
  const [product, ...others] = hot;
  const than = others.map(
    (other) => `${median(factors(hot, other)).toFixed(1)} × (${shortName(other.name)})`,
  );
  const { p50Ms, p99Ms } = half.product.measured.latency;
  return [
    [
      'durable, ordered holds of one hot concert, request to committed outcome',
      `${whole(medianPerSecond(product?.runs ?? []))}/s; ${than.join(', ')}`,
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
export const factors = ([product]: HoldResults['hot'], other: Pick<Series, 'runs'>): readonly number[] =>
  other.runs.flatMap((run, at) => {
    const beside = product?.runs[at];
    return beside ? [perSecond(beside) / perSecond(run)] : [];
  });

function factorCell(hot: HoldResults['hot'], row: Series): string {
  if (row === hot[0]) return '';
  const each = factors(hot, row);
  return `${median(each).toFixed(1)} × (${each.map((factor) => factor.toFixed(1)).join(' ')})`;
}

function partiesLine({ outcomes, windowMs, latency }: Measured): string {
  const counts = Object.entries(outcomes).map(([code, count]) => `${count} ${code}`);
  return `160 parties of one to four ask for the best seats of a house of 500: ${counts.join(', ')}; all decided after ${whole(windowMs)} ms, p99 ${milliseconds(latency.p99Ms)} ms.`;
}
