import type { Measured } from '../generator/run-generator.ts';
import { cpuTable, throughputTable } from '../report/series.ts';
import { whole } from '../report/tables.ts';
import type { FloodName, FloodSettings } from './settings.ts';
import { FLOODS } from './settings.ts';

/** Holds as they were measured, and the flood beside them. */
export interface FloodedHolds extends Measured {
  readonly beside: FloodName;
  /** Its outcomes are the statuses of the answers. */
  readonly flood: Measured | null;
}

export interface FloodResults {
  readonly settings: FloodSettings;
  readonly runs: readonly { readonly rateLimits: 'on' | 'off'; readonly loads: readonly FloodedHolds[] }[];
}

export function reportFloods({ settings, runs }: FloodResults): readonly string[] {
  return [
    `Fans inside the waiting room of one concert hold ${whole(settings.holdsPerSecond)} seats a second (open loop, from the moment a request was due to its committed outcome), four from each address. Meanwhile one address floods the same API process: ${whole(settings.joinsPerSecond)} joins a second by as many accounts, or ${whole(settings.loginsPerSecond)} logins a second, every second one with a wrong password. Medians of ${settings.repetitions} × ${settings.measureMs / 1_000} s each, taken in turns, after one run of each that is not counted; answers to floods are counted over all of them.`,
    ...describe(runs),
  ];
}

const ANSWERS = {
  'let in/s': ['200', '201'],
  'wrong password (401)/s': ['401'],
  'over the limit (429)/s': ['429'],
  'busy (503)/s': ['503'],
} as const;

function describe(runs: FloodResults['runs']): readonly string[] {
  const series = runs.flatMap(({ rateLimits, loads }) =>
    FLOODS.map((name) => ({
      name: `limits ${rateLimits}, beside ${name}`,
      runs: loads.filter(({ beside }) => beside === name),
    })),
  );
  const answers = Object.entries(ANSWERS).map(([title, statuses]) => [
    title,
    ({ name }: { readonly name: string }) =>
      answersPerSecond(series.find((row) => row.name === name)?.runs ?? [], statuses),
  ]);
  return [
    throughputTable('holds/s', series, Object.fromEntries(answers)),
    'Cores in use and CPU microseconds per hold:',
    cpuTable(series),
  ];
}

/** Over all repetitions: within a minute's limit, one lets many in and the next none. */
function answersPerSecond(loads: readonly FloodedHolds[], statuses: readonly string[]): string {
  let [answers, seconds] = [0, 0];
  for (const { flood } of loads) {
    for (const status of statuses) answers += flood?.outcomes[status] ?? 0;
    seconds += (flood?.windowMs ?? 0) / 1_000;
  }
  return seconds === 0 ? '' : whole(answers / seconds);
}
