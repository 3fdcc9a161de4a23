import { median } from '../generator/latencies.ts';
import type { Yardsticks } from '../measuring/yardsticks.ts';
import {
  cpuTable,
  perCoreSecond,
  throughputTable,
  yardstickColumn,
  yardstickLine,
} from '../report/series.ts';
import { markdownTable, milliseconds, whole } from '../report/tables.ts';
import type { Admissions } from './admissions.ts';
import type { Draw } from './draw.ts';
import type { RoomMeasured } from './polls-and-joins.ts';
import type { RoomSettings } from './settings.ts';

export interface RoomResults {
  readonly settings: RoomSettings;
  readonly yardsticks: Yardsticks;
  readonly admissions: Admissions;
  readonly bytesPerFan: number;
  readonly polls: readonly RoomMeasured[];
  readonly joins: readonly RoomMeasured[];
  readonly draw: Draw;
}

export function reportWaitingRoom(results: RoomResults): readonly string[] {
  const { settings, polls, joins } = results;
  const series = [
    { name: 'polls', runs: polls },
    { name: 'joins', runs: joins },
  ];
  const transactions = (name: string) =>
    median((name === 'polls' ? polls : joins).map((each) => each.transactionsPerSecond)).toFixed(1);
  return [
    `## Polls and joins at ${whole(settings.waiting)} waiting`,
    `Medians of ${settings.repetitions} × ${settings.measureMs / 1_000} s each, taken in turns; ${settings.connections} connections to one API process, one request at a time on each. One run of each beforehand is not counted. Each join is by an account never seen before; ${whole(settings.pollers)} fans poll in turn, more than a process remembers tokens of.`,
    throughputTable('per second', series, {
      ...yardstickColumn(results.yardsticks),
      "a core's worth": perCoreSecond('api'),
      'database transactions/s': ({ name }) => transactions(name),
    }),
    `Redis: ${whole(results.bytesPerFan)} bytes a fan. A core's worth: requests divided by the CPU seconds of the API process. The transactions are those of all processes: polls and joins make none, the settings of the concert are read every 0.9 s.`,
    yardstickLine(results.yardsticks),
    'Cores in use and CPU microseconds per request:',
    cpuTable(series),
    '## Admissions, two workers',
    admissionLine(results.admissions),
    '## The draw',
    `One admission-worker draws the order of all who gathered. Meanwhile another client asks Redis for the state of the room, ${whole(results.draw.callsMs.length)} times, one call after another. Other programs used ${results.draw.coresElsewhere.toFixed(2)} cores.`,
    drawTable(results.draw),
  ];
}

function admissionLine({ askedPerSecond, admitted, seconds, batches }: Admissions): string {
  const got = admitted / seconds;
  const share = ((got / askedPerSecond) * 100).toFixed(2);
  return `Set to ${whole(askedPerSecond)}/s, measured ${got.toFixed(2)}/s (${share} %) over ${seconds.toFixed(1)} s, in ${whole(batches)} batches.`;
}

function drawTable({ fans, drawnAfterMs, callsMs }: Draw): string {
  const at = (share: number) => milliseconds(callsMs[Math.floor((callsMs.length - 1) * share)] ?? 0);
  return markdownTable(
    ['gathered', 'drawn after s', 'call p50 ms', 'call p99 ms', 'longest call ms'],
    [[whole(fans), (drawnAfterMs / 1_000).toFixed(1), at(0.5), at(0.99), at(1)]],
  );
}
