import { median } from '../lib/latencies.ts';
import { MOST_ELSEWHERE_CORES } from '../lib/quiet.ts';
import type { Measured } from '../lib/run-generator.ts';
import { markdownTable, milliseconds, whole } from '../lib/tables.ts';
import { cpuMicrosPerHold, disturbance, middle, NAMES, ourMicrosPerHold, ratios } from './figures.ts';
import type { PlotName } from './plots.ts';
import type { HoldResults } from './run-holds.ts';
import { heldPerSecond } from './scenarios.ts';
import { VARIANTS } from './settings.ts';

const LATENCY_HEAD = ['p50 ms', 'p95 ms', 'p99 ms', 'p99.9 ms'];

/** The results as Markdown, for the terminal and for `docs/benchmarks.md`. */
export function reportHolds(results: HoldResults): string {
  const plot = (name: PlotName, text: string) => `![${text}](plots/${name}.svg)`;
  return [
    `# Holds, measured ${results.startedAt}`,
    machineLine(results),
    '## One hot concert, as much as it takes',
    `Medians of ${results.settings.repetitions} × ${results.settings.measureMs / 1_000} s each, taken in turns, after one run of each that is not counted; ${results.settings.connections} clients. How many times a form of the baseline Concert Mania is, is the median of the ratios within each repetition.`,
    hotTable(results),
    'Aim: 8,000 a second, and 2.5 times each form of the baseline.',
    plot('holds-per-second', 'Holds per second of each variant'),
    plot('holds-latency', 'Latency percentiles of each variant at full load'),
    '## Where the time goes',
    'Cores in use during the run with the median throughput, and CPU microseconds per committed hold.',
    cpuTable(results),
    plot('holds-cpu', 'CPU microseconds per hold by process'),
    sharedLine(results),
    '## The same at half that load',
    'Open loop: requests arrive at a fixed rate; latency counts from the moment a request was due.',
    halfTable(results),
    'Aim: p50 of 50 ms and p99 of 250 ms at most.',
    toldLine(results),
    plot('holds-latency-half', 'Latency percentiles of each variant at half load'),
    '## One seat, 1,000 accounts',
    oneSeatTable(results),
    '## 160 parties of one to four, a house of 500',
    partiesLine(results.parties),
    '## Ten concerts at once',
    tenTable(results),
    '## How much of a hold-worker that takes',
    `A hold-worker decides each concert in order, in one session of PostgreSQL. It could decide more until its event loop or that session is busy all the time. Looked at every 40 ms while the load, API, PostgreSQL and Redis share the machine's ${results.machine.cores} cores; a transaction that waits for a core counts as busy.`,
    useTable(results),
    '',
  ].join('\n\n');
}

function machineLine({ machine, settings, poolSize, poolTrials }: HoldResults): string {
  const tried = poolTrials.map((trial) => `${trial.poolSize}: ${whole(trial.heldPerSecond)}/s`).join(', ');
  return [
    `${machine.cpu}, ${machine.cores} cores for everything (load generator included), ${machine.memoryGib} GiB;`,
    `Node ${machine.node}, PostgreSQL ${machine.postgres} (fsync on), Redis ${machine.redis} (appendfsync ${machine.redisAppendFsync});`,
    `fdatasync of 8 KiB ${machine.fdatasyncMs.toFixed(2)} ms. ${settings.apis} API process(es), 1 hold-worker.`,
    `Baseline: as many processes, ${poolSize} connections${tried === '' ? '' : ` (tried with its row locks: ${tried})`}.`,
  ].join(' ');
}

const latencyCells = ({ latency }: Measured): readonly string[] =>
  [latency.p50Ms, latency.p95Ms, latency.p99Ms, latency.p999Ms].map(milliseconds);

function hotTable(results: HoldResults): string {
  const { hot } = results;
  return markdownTable(
    ['', 'holds/s', 'all repetitions', 'Concert Mania is', 'in each repetition', ...LATENCY_HEAD],
    VARIANTS.map((variant) => {
      const paired = variant === 'product' ? [] : ratios(results, variant);
      return [
        NAMES[variant],
        whole(median(hot[variant].map(heldPerSecond))),
        hot[variant].map((each) => whole(heldPerSecond(each))).join(' '),
        paired.length === 0 ? '' : `${median(paired).toFixed(1)} ×`,
        paired.map((ratio) => ratio.toFixed(1)).join(' '),
        ...latencyCells(middle(hot[variant])),
      ];
    }),
  );
}

/** Says so when the machine was not ours alone. */
function sharedLine(results: HoldResults): string {
  const most = disturbance(results);
  const used = `${most.toFixed(1)} of the ${results.machine.cores} cores meanwhile`;
  return most > MOST_ELSEWHERE_CORES
    ? `**Other programs used up to ${used}: these figures are too low.**`
    : `Other programs used at most ${used}.`;
}

function cpuTable({ hot }: HoldResults): string {
  const labels = [...new Set(VARIANTS.flatMap((variant) => Object.keys(middle(hot[variant]).cpuSeconds)))];
  return markdownTable(
    ['', ...labels, 'of ours'],
    VARIANTS.map((variant) => {
      const measured = middle(hot[variant]);
      const micros = cpuMicrosPerHold(measured);
      return [
        NAMES[variant],
        ...labels.map((label) => {
          const seconds = measured.cpuSeconds[label] ?? 0;
          return `${(seconds / (measured.windowMs / 1_000)).toFixed(2)} / ${whole(micros[label] ?? 0)} µs`;
        }),
        `${whole(ourMicrosPerHold(measured))} µs`,
      ];
    }),
  );
}

const halfTable = ({ half }: HoldResults): string =>
  markdownTable(
    ['', 'arrivals/s', 'held', ...LATENCY_HEAD],
    VARIANTS.map((variant) => {
      const { ratePerSecond, measured } = half[variant];
      return [
        NAMES[variant],
        whole(ratePerSecond),
        whole(measured.outcomes.succeeded ?? 0),
        ...latencyCells(measured),
      ];
    }),
  );

/** How soon a client knows an outcome; whole milliseconds, for so times are told. */
function toldLine({ hot, half }: HoldResults): string {
  const within = ({ told }: Measured) =>
    `p50 ${whole(told.p50Ms)} ms, p99 ${whole(told.p99Ms)} ms, p99.9 ${whole(told.p999Ms)} ms`;
  return [
    'From the beginning of the transaction that decided a hold, the time recorded with its outcome, until its client knew it:',
    `${within(half.product.measured)} at half load, ${within(middle(hot.product))} at full load. Aim: 50 ms from the commit, which comes at the end of that transaction.`,
  ].join(' ');
}

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
  const told = Object.entries(outcomes).map(([code, count]) => `${count} ${code}`);
  return `${told.join(', ')}; all decided after ${whole(windowMs)} ms, p99 ${milliseconds(latency.p99Ms)} ms.`;
}

const tenTable = ({ tenConcerts }: HoldResults): string =>
  markdownTable(
    ['', 'holds/s', ...LATENCY_HEAD, 'CPU µs a hold'],
    [
      ['Concert Mania', tenConcerts.product] as const,
      ['Concert Mania, two hold-workers', tenConcerts.twoWorkers] as const,
      ['baseline: row lock', tenConcerts['row-lock']] as const,
    ].map(([name, measured]) => [
      name,
      whole(heldPerSecond(measured)),
      ...latencyCells(measured),
      whole(ourMicrosPerHold(measured)),
    ]),
  );

const percent = (share: number): string => `${Math.round(share * 100)} %`;

function useTable({ watched, tenConcerts, machine }: HoldResults): string {
  return markdownTable(
    [
      'at full load',
      'holds/s',
      `cores in use of ${machine.cores}`,
      'each hold-worker, of a core',
      'busiest session: in a transaction',
      'its backend, of a core',
      'sessions busy at a time',
    ],
    [
      ['one hot concert, one worker', watched] as const,
      ['ten concerts, one worker', tenConcerts.product] as const,
      ['ten concerts, two workers', tenConcerts.twoWorkers] as const,
    ].map(([name, measured]) => [
      name,
      whole(heldPerSecond(measured)),
      (Object.values(measured.cpuSeconds).reduce((a, b) => a + b, 0) / (measured.windowMs / 1_000)).toFixed(
        2,
      ),
      measured.use.workers.map(percent).join(', '),
      percent(measured.use.busiestSession.busyShare),
      percent(measured.use.busiestSession.cpu),
      measured.use.busySessions.toFixed(1),
    ]),
  );
}
