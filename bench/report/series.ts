import { median } from '../generator/latencies.ts';
import { type Measured, perSecond } from '../generator/run-generator.ts';
import { ELSEWHERE } from '../measuring/process-cpu.ts';
import { coresElsewhere } from '../measuring/quiet.ts';
import { INSERTS_AT_ONCE, SETS_AT_ONCE, type Yardsticks } from '../measuring/yardsticks.ts';
import { markdownTable, milliseconds, percent, whole } from './tables.ts';

/** The repetitions of one load: a row of a table. */
export interface Series {
  readonly name: string;
  readonly runs: readonly Measured[];
}

/** The repetition with the median throughput. */
export function middle(runs: readonly Measured[]): Measured {
  const sorted = runs.toSorted((a, b) => perSecond(a) - perSecond(b));
  const found = sorted[(sorted.length - 1) >> 1];
  if (!found) throw new Error('no repetition was measured');
  return found;
}

export const medianPerSecond = ({ runs }: Pick<Series, 'runs'>): number => median(runs.map(perSecond));

const PERCENTILES = [
  ['p50 ms', 'p50Ms'],
  ['p95 ms', 'p95Ms'],
  ['p99 ms', 'p99Ms'],
  ['p99.9 ms', 'p999Ms'],
] as const;
export const LATENCY_HEAD = PERCENTILES.map(([title]) => title);

/** Medians over the repetitions. */
export const latencyCells = (runs: readonly Measured[]): readonly string[] =>
  PERCENTILES.map(([, key]) => milliseconds(median(runs.map(({ latency }) => latency[key]))));

/** Medians, every repetition, latencies, and the use of other programs; and `more` columns. */
export function throughputTable(
  unit: string,
  series: readonly Series[],
  more: Readonly<Record<string, (row: Series) => string>> = {},
): string {
  return markdownTable(
    ['', unit, 'all repetitions', ...Object.keys(more), ...LATENCY_HEAD, 'cores elsewhere'],
    series.map((row) => [
      row.name,
      whole(medianPerSecond(row)),
      row.runs.map((run) => whole(perSecond(run))).join(' '),
      ...Object.values(more).map((cell) => cell(row)),
      ...latencyCells(row.runs),
      Math.max(...row.runs.map(coresElsewhere)).toFixed(2),
    ]),
  );
}

/** Journeys per CPU second of a process: what one would do with a core to itself. */
export const perCoreSecond =
  (label: string) =>
  ({ runs }: Series): string =>
    whole(
      median(runs.map(({ outcomes, cpuSeconds }) => (outcomes.succeeded ?? 0) / (cpuSeconds[label] || 1))),
    );

/** Processes that use less than this in every row share a column. */
const LEAST_CORES = 0.05;

/** Cores in use and CPU microseconds per journey, in the repetition of median throughput. */
export function cpuTable(series: readonly Series[]): string {
  const rows = series.map(({ name, runs }) => ({ name, run: middle(runs) }));
  const labels = [...new Set(rows.flatMap(({ run }) => Object.keys(run.cpuSeconds)))];
  const isShown = (label: string) =>
    label !== ELSEWHERE && rows.some(({ run }) => coresOf(run, [label]) >= LEAST_CORES);
  const shown = labels.filter(isShown).map((label) => [label, [label]] as const);
  const others = labels.filter((label) => label !== ELSEWHERE && !isShown(label));
  const columns = [...shown, ['others', others] as const, [ELSEWHERE, [ELSEWHERE]] as const];
  return markdownTable(
    ['', ...columns.map(([title]) => title), 'of ours'],
    rows.map(({ name, run }) => [
      name,
      ...columns.map(([, each]) => `${coresOf(run, each).toFixed(2)} / ${whole(microsEach(run, each))} µs`),
      `${whole(ourMicrosEach(run))} µs`,
    ]),
  );
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

/** A column that compares each figure with the yardsticks. */
export const yardstickColumn = ({ plainRoute, durableSets, durableInserts }: Yardsticks) => ({
  'of plain requests, SETs, inserts': (row: Series): string =>
    [plainRoute, durableSets, durableInserts].map((each) => percent(medianPerSecond(row) / each)).join(', '),
});

/** The yardsticks of the run in one sentence. */
export const yardstickLine = (yardsticks: Yardsticks): string =>
  `Yardsticks of the same run: ${whole(yardsticks.plainRoute)} requests/s of a plain Hono JSON route (${yardsticks.connections} connections), ${whole(yardsticks.durableSets)} durable SETs/s of Redis (${SETS_AT_ONCE} at once), ${whole(yardsticks.durableInserts)} durable transactions/s of PostgreSQL that insert one row (${INSERTS_AT_ONCE} connections).`;

/** Median rate, p50 and p99 of a load, for the table of figures. */
export const figureOf = (unit: string, row: Pick<Series, 'runs'>): string => {
  const [p50, , p99] = latencyCells(row.runs);
  return `${whole(medianPerSecond(row))} ${unit}, p50 ${p50} ms, p99 ${p99} ms`;
};

/** Says so when the machine was not ours alone. */
export const elsewhereLine = (most: number): string =>
  `Other programs used at most ${most.toFixed(2)} cores while these figures were taken.`;
