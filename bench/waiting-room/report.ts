import { median } from '../lib/latencies.ts';
import { coresElsewhere } from '../lib/quiet.ts';
import { perSecond } from '../lib/run-generator.ts';
import { markdownTable, milliseconds, whole } from '../lib/tables.ts';
import type { RoomMeasured, RoomResults } from './run-waiting-room.ts';

/** The results as Markdown, for the terminal and for `docs/benchmarks.md`. */
export function reportWaitingRoom(results: RoomResults): string {
  const { settings } = results;
  return [
    `# Waiting room, measured ${results.startedAt}`,
    machineLine(results),
    `## Joins and polls at ${whole(settings.waiting)} waiting`,
    `Medians of ${settings.repetitions} × ${settings.measureMs / 1_000} s each, taken in turns; ${settings.connections} connections to one API process, one request at a time on each. One run of each beforehand is not counted. Each join is by an account never seen before; polls are of ${whole(settings.pollers)} fans in turn, more than a process remembers tokens of. A repetition in which programs outside the bench used more than a tenth of a core was taken again, up to five times.`,
    loadTable(results),
    'Aim for each API process: 15,000 joins and 25,000 polls a second, 300 bytes of Redis a fan, no database query.',
    `Redis: ${whole(results.bytesPerFan)} bytes a fan. A core's worth is what one API process would carry with a core to itself: requests divided by the CPU seconds it used. The transactions are those of all processes; settings of the concert are read once in 0.9 s, whoever polls.`,
    '## CPU during the run with the median throughput',
    cpuTable(results),
    '## Admission, two workers',
    admissionLine(results),
    '',
  ].join('\n\n');
}

function machineLine({ machine }: RoomResults): string {
  return [
    `${machine.cpu}, ${machine.cores} cores for everything (load generator included), ${machine.memoryGib} GiB;`,
    `Node ${machine.node}, Redis ${machine.redis} (appendfsync ${machine.redisAppendFsync}), fdatasync of 8 KiB ${machine.fdatasyncMs.toFixed(2)} ms.`,
  ].join(' ');
}

const KINDS = ['polls', 'joins'] as const;

/** The repetition with the median throughput. */
function middle(repetitions: readonly RoomMeasured[]): RoomMeasured {
  const sorted = repetitions.toSorted((a, b) => perSecond(a) - perSecond(b));
  const found = sorted[(sorted.length - 1) >> 1];
  if (!found) throw new Error('nothing was measured');
  return found;
}

const perCoreSecond = ({ outcomes, cpuSeconds }: RoomMeasured): number =>
  (outcomes.succeeded ?? 0) / (cpuSeconds.API || Number.NaN);

function loadTable(results: RoomResults): string {
  return markdownTable(
    [
      '',
      'per second',
      'all repetitions',
      "a core's worth",
      'p50 ms',
      'p99 ms',
      'database transactions/s',
      'cores used elsewhere',
    ],
    KINDS.map((kind) => {
      const measured = results[kind];
      const { latency } = middle(measured);
      return [
        kind,
        whole(median(measured.map(perSecond))),
        measured.map((each) => whole(perSecond(each))).join(' '),
        whole(median(measured.map(perCoreSecond))),
        milliseconds(latency.p50Ms),
        milliseconds(latency.p99Ms),
        median(measured.map((each) => each.transactionsPerSecond)).toFixed(1),
        Math.max(...measured.map(coresElsewhere)).toFixed(2),
      ];
    }),
  );
}

function cpuTable(results: RoomResults): string {
  const labels = Object.keys(middle(results.polls).cpuSeconds);
  return markdownTable(
    ['cores in use', ...labels],
    KINDS.map((kind) => {
      const { cpuSeconds, windowMs } = middle(results[kind]);
      return [kind, ...labels.map((label) => ((cpuSeconds[label] ?? 0) / (windowMs / 1_000)).toFixed(2))];
    }),
  );
}

function admissionLine({ admissions }: RoomResults): string {
  const { askedPerSecond, admitted, seconds, batches } = admissions;
  const got = admitted / seconds;
  const share = ((got / askedPerSecond) * 100).toFixed(2);
  return `Asked ${whole(askedPerSecond)}/s, got ${got.toFixed(2)}/s (${share} %) over ${seconds.toFixed(1)} s, in ${whole(batches)} batches.`;
}
