import type { LatencySummary } from '../generator/latencies.ts';
import type { Measured } from '../generator/run-generator.ts';
import type { Yardsticks } from '../measuring/yardsticks.ts';
import {
  cpuTable,
  perCoreSecond,
  throughputTable,
  yardstickColumn,
  yardstickLine,
} from '../report/series.ts';
import { markdownTable, milliseconds, whole } from '../report/tables.ts';
import type { SeatListSettings } from './settings.ts';
import type { SilentMeasured } from './silent-readers.ts';
import type { SpreadMeasured } from './viewers.ts';

export interface SeatListResults {
  readonly settings: SeatListSettings;
  readonly yardsticks: Yardsticks;
  readonly reads: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly runs: readonly Measured[];
  }[];
  readonly silent: SilentMeasured;
  readonly spread: SpreadMeasured;
}

export function reportSeatList(results: SeatListResults): readonly string[] {
  const { settings, reads, silent, spread } = results;
  const bytesOf = (name: string) => whole(reads.find((row) => row.name === name)?.bytes ?? Number.NaN);
  return [
    `## The state of ${whole(settings.seats)} seats`,
    `\`GET /v1/performances/{id}/availability\` and \`/seats\`. Medians of ${settings.repetitions} × ${settings.measureMs / 1_000} s each, taken in turns; ${settings.connections} connections to one API process, one request at a time on each. Bytes are those of a whole answer. A core's worth: answers divided by the CPU seconds of the API process. Where seats change, one does every 100 ms.`,
    throughputTable('per second', reads, {
      ...yardstickColumn(results.yardsticks),
      bytes: ({ name }) => bytesOf(name),
      "a core's worth": perCoreSecond('api'),
    }),
    yardstickLine(results.yardsticks),
    'Cores in use and CPU microseconds per answer:',
    cpuTable(reads),
    `## ${whole(settings.silentSockets)} sockets that ask and never read`,
    'Each asks once for the plain list, from an address of its own, while a seat changes every 100 ms. Resident memory of the API process in megabytes, the most of 10 s with the sockets open.',
    markdownTable(
      ['before', 'the most meanwhile', 'after'],
      [[silent.before, silent.most, silent.after].map(whole)],
    ),
    `## From commit to ${whole(settings.viewers)} viewers`,
    `One API process tells everybody who follows the performance's events of a hold. Time from when the writer hears of its commit; ${settings.changes} changes, one after another, 200 to 400 ms apart. The viewers run in one process of the same machine.`,
    markdownTable(
      ['', 'p50 ms', 'p99 ms', 'longest ms'],
      [spreadRow('to the first viewer', spread.first), spreadRow('to the last viewer', spread.last)],
    ),
  ];
}

const spreadRow = (name: string, { p50Ms, p99Ms, maxMs }: LatencySummary): readonly string[] => [
  name,
  ...[p50Ms, p99Ms, maxMs].map(milliseconds),
];
