import { median } from '../lib/latencies.ts';
import { ELSEWHERE } from '../lib/process-cpu.ts';
import { MOST_ELSEWHERE_CORES } from '../lib/quiet.ts';
import type { Measured } from '../lib/run-generator.ts';
import { markdownTable, milliseconds, whole } from '../lib/tables.ts';
import { cpuMicrosPerHold, disturbance, middle, NAMES } from './figures.ts';
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
    `Median of ${results.settings.repetitions} × ${results.settings.measureMs / 1_000} s each, taken in turns; ${results.settings.connections} clients.`,
    hotTable(results),
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
    plot('holds-latency-half', 'Latency percentiles of each variant at half load'),
    '## One seat, 1,000 accounts',
    oneSeatTable(results),
    '## 160 parties of one to four, a house of 500',
    partiesLine(results.parties),
    '## Ten concerts at once',
    tenTable(results),
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

function hotTable({ hot }: HoldResults): string {
  const medians = VARIANTS.map((variant) => median(hot[variant].map(heldPerSecond)));
  const [product = 0] = medians;
  return markdownTable(
    ['', 'holds/s', 'all repetitions', 'Concert Mania is', ...LATENCY_HEAD],
    VARIANTS.map((variant, at) => [
      NAMES[variant],
      whole(medians[at] ?? 0),
      hot[variant].map((each) => whole(heldPerSecond(each))).join(' '),
      variant === 'product' ? '' : `${(product / (medians[at] ?? 1)).toFixed(1)} ×`,
      ...latencyCells(middle(hot[variant])),
    ]),
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
      const ours = labels
        .filter((label) => label !== ELSEWHERE)
        .reduce((sum, label) => sum + (micros[label] ?? 0), 0);
      return [
        NAMES[variant],
        ...labels.map((label) => {
          const seconds = measured.cpuSeconds[label] ?? 0;
          return `${(seconds / (measured.windowMs / 1_000)).toFixed(2)} / ${whole(micros[label] ?? 0)} µs`;
        }),
        `${whole(ours)} µs`,
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
    ['', 'holds/s', ...LATENCY_HEAD],
    Object.entries(tenConcerts).map(([name, measured]) => [
      name,
      whole(heldPerSecond(measured)),
      ...latencyCells(measured),
    ]),
  );
