import { STEPS } from '../generator/plan.ts';
import { ELSEWHERE } from '../measuring/process-cpu.ts';
import { markdownTable, whole } from '../report/tables.ts';
import { COUNT_TITLES, type Counts } from './counters.ts';
import type { JourneysMeasured } from './journey-run.ts';
import { NAMES, SYSTEMS, type SystemName } from './systems.ts';

type Accounts = Readonly<Record<SystemName, readonly JourneysMeasured[]>>;

/** Not a part of the system: who sends the load, and stand-ins of others' servers. */
export const OUTSIDE = ['generator', 'viewers', 'gateway', 'mailbox', 'idle system', ELSEWHERE];
const SHOWN_OUTSIDE = ['mailbox', 'gateway'];

const microsOf = ({ cpuInAll, succeededInAll }: JourneysMeasured, label: string): number =>
  ((cpuInAll[label] ?? 0) * 1e6) / (succeededInAll || Number.NaN);

const oursOf = ({ cpuInAll }: JourneysMeasured): readonly string[] =>
  Object.keys(cpuInAll).filter((label) => !OUTSIDE.includes(label));

/** CPU microseconds of the system for each journey. */
export const microsInAll = (run: JourneysMeasured): number =>
  oursOf(run).reduce((sum, label) => sum + microsOf(run, label), 0);

/** A table for each system: a row for each process, a column for each step, and their sum. */
export const cpuTables = (accounts: Accounts): readonly string[] =>
  SYSTEMS.map((name) => {
    const runs = accounts[name];
    const last = runs.at(-1);
    if (!last) return '';
    const row = (title: string, of: (run: JourneysMeasured) => number) => [
      title,
      ...stepsOf(runs.map(of)).map(whole),
      whole(of(last)),
    ];
    return markdownTable(
      [`${NAMES[name]}, µs`, ...STEPS, 'whole journey'],
      [
        ...oursOf(last).map((label) => row(label, (run) => microsOf(run, label))),
        row('**all of the system**', microsInAll),
        ...SHOWN_OUTSIDE.map((label) => row(`outside: ${label}`, (run) => microsOf(run, label))),
      ],
    );
  });

/** Each step without the ones before it. */
const stepsOf = (cumulated: readonly number[]): readonly number[] =>
  cumulated.map((value, at) => value - (cumulated[at - 1] ?? 0));

const figure = (value: number): string => (Math.abs(value) < 10 ? value.toFixed(2) : whole(value));

export function countsTable(accounts: Accounts): string {
  return markdownTable(
    ['', ...SYSTEMS.flatMap((name) => [...STEPS.map((step) => `${NAMES[name]}: ${step}`), 'whole'])],
    (Object.keys(COUNT_TITLES) as (keyof Counts)[]).map((key) => [
      COUNT_TITLES[key],
      ...SYSTEMS.flatMap((name) => {
        const values = accounts[name].map(({ each }) => each[key]);
        return [...stepsOf(values), values.at(-1) ?? 0].map(figure);
      }),
    ]),
  );
}
