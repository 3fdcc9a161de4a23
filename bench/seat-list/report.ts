import { median } from '../lib/latencies.ts';
import { ELSEWHERE } from '../lib/process-cpu.ts';
import { markdownTable, whole } from '../lib/tables.ts';
import type { ReadsMeasured, SeatListResults } from './run-seat-list.ts';

/** The results as Markdown, for the terminal and for `docs/benchmarks.md`. */
export function reportSeatList(results: SeatListResults): string {
  const { settings, machine } = results;
  return [
    `# The full list of seats, measured ${results.startedAt}`,
    `${machine.cpu}, ${machine.cores} cores for everything (readers included), ${machine.memoryGib} GiB; Node ${machine.node}, PostgreSQL ${machine.postgres}, Redis ${machine.redis}.`,
    `## \`GET /v1/performances/{id}/seats\` of ${whole(settings.seats)} seats`,
    `Medians of ${settings.repetitions} × ${settings.measureMs / 1_000} s each, taken in turns; ${settings.connections} connections to one API process, one request at a time on each, answers read to their end and thrown away. A core's worth is what one API process would carry with a core to itself: answers divided by the CPU seconds it used.`,
    readsTable(results),
    'Aim: 1,000 a second for each API process.',
    `## ${whole(settings.silentSockets)} sockets that ask and never read`,
    'Each asks once for the plain list, from an address of its own, while a seat changes every 100 ms. Resident memory of the API process in megabytes, the most of 10 s with the sockets open.',
    silentTable(results),
    '',
  ].join('\n\n');
}

const perSecond = ({ answers, windowMs }: ReadsMeasured): number => (answers * 1_000) / windowMs;
const perCoreSecond = ({ answers, cpuSeconds }: ReadsMeasured): number =>
  answers / (cpuSeconds.API || Number.NaN);
const cores = (label: string, { cpuSeconds, windowMs }: ReadsMeasured): number =>
  Math.max(0, (cpuSeconds[label] ?? 0) / (windowMs / 1_000));

function readsTable({ reads }: SeatListResults): string {
  return markdownTable(
    [
      '',
      'bytes',
      'per second',
      'all repetitions',
      "a core's worth",
      'cores: API',
      'cores: readers',
      'cores used elsewhere',
    ],
    reads.map(({ what, measured }) => [
      what,
      whole(median(measured.map(({ bytes, answers }) => bytes / answers))),
      whole(median(measured.map(perSecond))),
      measured.map((each) => whole(perSecond(each))).join(' '),
      whole(median(measured.map(perCoreSecond))),
      ...['API', 'generator'].map((label) => median(measured.map((each) => cores(label, each))).toFixed(2)),
      Math.max(...measured.map((each) => cores(ELSEWHERE, each))).toFixed(2),
    ]),
  );
}

const silentTable = ({ silent }: SeatListResults): string =>
  markdownTable(
    ['before', 'the most meanwhile', 'after'],
    [[silent.before, silent.most, silent.after].map((megabytes) => whole(megabytes))],
  );
