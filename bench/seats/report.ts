import { type LatencySummary, median } from '../lib/latencies.ts';
import { ELSEWHERE } from '../lib/process-cpu.ts';
import { type Measured, perSecond } from '../lib/run-generator.ts';
import { markdownTable, milliseconds, whole } from '../lib/tables.ts';
import type { SeatResults } from './run-seats.ts';

/** The results as Markdown, for the terminal and for `docs/benchmarks.md`. */
export function reportSeats(results: SeatResults): string {
  const { settings } = results;
  return [
    `# Seat map, measured ${results.startedAt}`,
    machineLine(results),
    `## The availability of ${whole(settings.seats)} seats`,
    `Medians of ${settings.repetitions} × ${settings.measureMs / 1_000} s each, taken in turns; ${settings.connections} connections to one API process, one request at a time on each. One run of each beforehand is not counted. A whole answer has ${whole(results.bodyBytes)} bytes, uncompressed. A core's worth is what one API process would carry with a core to itself: requests divided by the CPU seconds it used.`,
    readsTable(results),
    'Aim: 20,000 of the first kind a second for each API process.',
    `## From commit to ${whole(settings.viewers)} viewers`,
    `A seat is held in the database, with its event, and one API process tells everybody who follows the performance's events: from the moment the writer hears of its commit. Medians of ${settings.repetitions} × ${settings.changes} changes, one after another, 200–400 ms apart: none meets the one before. The viewers, one process, are on the machine, too.`,
    spreadTable(results),
    '',
  ].join('\n\n');
}

function machineLine({ machine }: SeatResults): string {
  return [
    `${machine.cpu}, ${machine.cores} cores for everything (load generator included), ${machine.memoryGib} GiB;`,
    `Node ${machine.node}, PostgreSQL ${machine.postgres}, Redis ${machine.redis} (appendfsync ${machine.redisAppendFsync}), fdatasync of 8 KiB ${machine.fdatasyncMs.toFixed(2)} ms.`,
  ].join(' ');
}

const cores = (label: string, { cpuSeconds, windowMs }: Measured): number =>
  Math.max(0, (cpuSeconds[label] ?? 0) / (windowMs / 1_000));
const perCoreSecond = ({ outcomes, cpuSeconds }: Measured): number =>
  (outcomes.succeeded ?? 0) / (cpuSeconds.API || Number.NaN);

function readsTable(results: SeatResults): string {
  const rows = [
    ['not modified (304)', results.unchanged],
    ['whole (200)', results.whole],
  ] as const;
  return markdownTable(
    [
      '',
      'per second',
      'all repetitions',
      "a core's worth",
      'p50 ms',
      'p99 ms',
      'cores: API',
      'cores: generator',
      'cores used elsewhere',
    ],
    rows.map(([name, measured]) => [
      name,
      whole(median(measured.map(perSecond))),
      measured.map((each) => whole(perSecond(each))).join(' '),
      whole(median(measured.map(perCoreSecond))),
      milliseconds(median(measured.map(({ latency }) => latency.p50Ms))),
      milliseconds(median(measured.map(({ latency }) => latency.p99Ms))),
      ...['API', 'generator'].map((label) => median(measured.map((each) => cores(label, each))).toFixed(2)),
      Math.max(...measured.map((each) => cores(ELSEWHERE, each))).toFixed(2),
    ]),
  );
}

function spreadTable({ spreads }: SeatResults): string {
  const row = (name: string, summaries: readonly LatencySummary[]) => [
    name,
    milliseconds(median(summaries.map((each) => each.p50Ms))),
    milliseconds(median(summaries.map((each) => each.p99Ms))),
    milliseconds(Math.max(...summaries.map((each) => each.maxMs))),
  ];
  return markdownTable(
    ['', 'p50 ms', 'p99 ms', 'longest ms'],
    [
      row(
        'to the first viewer',
        spreads.map((each) => each.first),
      ),
      row(
        'to the last viewer',
        spreads.map((each) => each.last),
      ),
    ],
  );
}
