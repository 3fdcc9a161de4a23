import { median } from '../generator/latencies.ts';
import { type Measured, perSecond, type Series } from '../generator/run-generator.ts';
import { ELSEWHERE } from '../measuring/process-cpu.ts';
import { mostElsewhere } from '../measuring/quiet.ts';
import { INSERTS_AT_ONCE, SETS_AT_ONCE, type Yardsticks } from '../measuring/yardsticks.ts';
import { milliseconds, percent, table, whole } from './tables.ts';

/** The repetition with the median throughput. */
export function middle(runs: readonly Measured[]): Measured {
  const sorted = runs.toSorted((a, b) => perSecond(a) - perSecond(b));
  const found = sorted[(sorted.length - 1) >> 1];
  if (!found) throw new Error('no repetition was measured');
  return found;
}

export const medianPerSecond = (runs: readonly Measured[]): number => median(runs.map(perSecond));

/** Medians of the percentiles of rows that may have several repetitions. */
export const latencyColumns = <R>(runsOf: (row: R) => readonly Measured[]) => {
  const column = (key: 'p50Ms' | 'p95Ms' | 'p99Ms' | 'p999Ms') => (row: R) =>
    milliseconds(median(runsOf(row).map(({ latency }) => latency[key])));
  return {
    'p50 ms': column('p50Ms'),
    'p95 ms': column('p95Ms'),
    'p99 ms': column('p99Ms'),
    'p99.9 ms': column('p999Ms'),
  };
};

type Columns<S> = Readonly<Record<string, (row: S) => string>>;

/** Medians, every repetition, latencies, and the use of other programs; and `more` columns. */
export const throughputTable = <S extends Series>(
  unit: string,
  series: readonly S[],
  more: Columns<S> = {},
): string =>
  table(series, {
    '': ({ name }) => name,
    [unit]: ({ runs }) => whole(medianPerSecond(runs)),
    'all repetitions': ({ runs }) => runs.map((run) => whole(perSecond(run))).join(' '),
    ...more,
    ...latencyColumns(({ runs }: S) => runs),
    'cores elsewhere': ({ runs }) => mostElsewhere(runs).toFixed(2),
  });

/** Requests per CPU second of the API process: what one would do with a core to itself. */
export const coresWorth = {
  "a core's worth": ({ runs }: Series): string =>
    whole(median(runs.map(({ outcomes, cpuSeconds }) => (outcomes.succeeded ?? 0) / (cpuSeconds.api || 1)))),
};

/** Processes that use less than this in every row share a column. */
const LEAST_CORES = 0.05;

/** Cores in use and CPU microseconds per journey, in the repetition of median throughput. */
export function cpuTable(each: string, series: readonly Series[]): string {
  const rows = series.map(({ name, runs }) => ({ name, run: middle(runs) }));
  const labels = [...new Set(rows.flatMap(({ run }) => Object.keys(run.cpuSeconds)))];
  const ours = labels.filter((label) => label !== ELSEWHERE);
  const isShown = (label: string) => rows.some(({ run }) => coresOf(run, [label]) >= LEAST_CORES);
  const column = (used: readonly string[]) => (row: (typeof rows)[number]) =>
    `${coresOf(row.run, used).toFixed(2)} / ${whole(microsEach(row.run, used))} µs`;
  const cells = table(rows, {
    '': ({ name }) => name,
    ...Object.fromEntries(ours.filter(isShown).map((label) => [label, column([label])])),
    others: column(ours.filter((label) => !isShown(label))),
    [ELSEWHERE]: column([ELSEWHERE]),
    'of ours': ({ run }) => `${whole(ourMicrosEach(run))} µs`,
  });
  return `Cores in use and CPU microseconds per ${each}, in the repetition of median throughput:\n\n${cells}`;
}

const secondsOf = ({ cpuSeconds }: Measured, labels: readonly string[]): number =>
  labels.reduce((sum, label) => sum + (cpuSeconds[label] ?? 0), 0);

const coresOf = (run: Measured, labels: readonly string[]): number =>
  Math.max(0, secondsOf(run, labels) / (run.windowMs / 1_000));

const microsEach = (run: Measured, labels: readonly string[]): number =>
  (secondsOf(run, labels) * 1e6) / (run.outcomes.succeeded || Number.NaN);

/** CPU microseconds of our processes, the generator included, per successful journey. */
export const ourMicrosEach = (run: Measured): number =>
  microsEach(
    run,
    Object.keys(run.cpuSeconds).filter((label) => label !== ELSEWHERE),
  );

/** A table of loads, also as parts of the yardsticks; the yardsticks; the CPU of each request. */
export const loadSections = <S extends Series>(
  series: readonly S[],
  of: { readonly unit: string; readonly each: string; readonly yardsticks: Yardsticks },
  more: Columns<S> = {},
): readonly string[] => [
  throughputTable(of.unit, series, { ...yardstickColumn(of.yardsticks), ...more }),
  yardstickLine(of.yardsticks),
  cpuTable(of.each, series),
];

/** Each figure as a part of the yardsticks. */
export const yardstickColumn = ({ plainRoute, durableSets, durableInserts }: Yardsticks) => ({
  'of plain requests, SETs, inserts': ({ runs }: Series): string =>
    [plainRoute, durableSets, durableInserts].map((each) => percent(medianPerSecond(runs) / each)).join(', '),
});

/** The yardsticks of the run in one sentence. */
export const yardstickLine = (yardsticks: Yardsticks): string =>
  `Yardsticks of the same run: ${whole(yardsticks.plainRoute)} requests/s of a plain Hono JSON route (${yardsticks.connections} connections), ${whole(yardsticks.durableSets)} durable SETs/s of Redis (${SETS_AT_ONCE} at once), ${whole(yardsticks.durableInserts)} durable transactions/s of PostgreSQL that insert one row (${INSERTS_AT_ONCE} connections).`;

/** How often and how long loads were measured. */
export const turnsLine = (settings: { readonly repetitions: number; readonly measureMs: number }): string =>
  `Medians of ${settings.repetitions} × ${settings.measureMs / 1_000} s each, taken in turns, after one run of each that is not counted.`;

/** Median rate, p50 and p99 of a load, for the table of figures. */
export const figureOf = (unit: string, { runs }: Pick<Series, 'runs'>): string => {
  const columns = latencyColumns(() => runs);
  return `${whole(medianPerSecond(runs))} ${unit}, p50 ${columns['p50 ms'](0)} ms, p99 ${columns['p99 ms'](0)} ms`;
};
