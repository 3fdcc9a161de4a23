import { STEPS } from '../generator/plan.ts';
import { BENCH, ELSEWHERE } from '../measuring/process-cpu.ts';
import { markdownTable, whole } from '../report/tables.ts';
import { COUNT_TITLES, type Counts } from './counters.ts';
import type { JourneysMeasured } from './journey-run.ts';
import { NAMES, SYSTEMS, type SystemName } from './systems.ts';

/** Runs of a system whose CPU and calls are accounted for. */
interface Account {
  /** From the wallet: one run for each step of the journey, in order. */
  readonly steps: readonly JourneysMeasured[];
  /** Whole journeys through a gateway that answers at once. */
  readonly gateway: JourneysMeasured;
}
export type Accounts = Readonly<Record<SystemName, Account>>;

/** Not a part of the system: who sends the load, and stand-ins of others' servers. */
export const OUTSIDE = ['generator', 'viewers', 'gateway', 'mailbox', 'idle system', BENCH, ELSEWHERE];
const SHOWN_OUTSIDE = ['mailbox', 'gateway'];

const microsOf = ({ cpuInAll, succeededInAll }: JourneysMeasured, label: string): number =>
  ((cpuInAll[label] ?? 0) * 1e6) / (succeededInAll || Number.NaN);

const oursOf = ({ cpuInAll }: JourneysMeasured): readonly string[] =>
  Object.keys(cpuInAll).filter((label) => !OUTSIDE.includes(label));

/** CPU microseconds of the system for each journey. */
export const microsInAll = (run: JourneysMeasured): number =>
  oursOf(run).reduce((sum, label) => sum + microsOf(run, label), 0);

const WHOLE = ['whole, from the wallet', 'whole, by the gateway'];

/** A table for each system: a row for each process, a column for each step, and their sum. */
export const cpuTables = (accounts: Accounts): readonly string[] =>
  SYSTEMS.map((name) => {
    const { steps, gateway } = accounts[name];
    const row = (title: string, of: (run: JourneysMeasured) => number) => [
      title,
      ...stepsOf(steps.map(of)).map(whole),
      ...[steps.at(-1) ?? gateway, gateway].map((run) => whole(of(run))),
    ];
    return markdownTable(
      [`${NAMES[name]}, µs`, ...STEPS, ...WHOLE],
      [
        ...oursOf(gateway).map((label) => row(label, (run) => microsOf(run, label))),
        row('**all of the system**', microsInAll),
        ...SHOWN_OUTSIDE.map((label) => row(`outside: ${label}`, (run) => microsOf(run, label))),
      ],
    );
  });

/** Each step without the ones before it. */
const stepsOf = (cumulated: readonly number[]): readonly number[] =>
  cumulated.map((value, at) => value - (cumulated[at - 1] ?? 0));

const figure = (value: number): string => (Math.abs(value) < 10 ? value.toFixed(2) : whole(value));

/** A table for each system: a row for each kind of work, columns as those of the CPU. */
export const countsTables = (accounts: Accounts): readonly string[] =>
  SYSTEMS.map((name) => {
    const { steps, gateway } = accounts[name];
    return markdownTable(
      [NAMES[name], ...STEPS, ...WHOLE],
      (Object.keys(COUNT_TITLES) as (keyof Counts)[]).map((key) => {
        const values = steps.map(({ each }) => each[key]);
        return [
          COUNT_TITLES[key],
          ...[...stepsOf(values), values.at(-1) ?? 0, gateway.each[key]].map(figure),
        ];
      }),
    );
  });

/** Compares the CPU of both systems in a sentence. */
export function cpuFactors({ product, conventional }: Accounts): string {
  const factor = (of: (account: Account) => JourneysMeasured | undefined) => {
    const [ours, theirs] = [of(product), of(conventional)];
    return ours && theirs ? (microsInAll(theirs) / microsInAll(ours)).toFixed(2) : '?';
  };
  return `The conventional system uses ${factor(({ steps }) => steps.at(-1))} times the CPU of Concert Mania for a journey from the wallet, and ${factor(({ gateway }) => gateway)} times for one through the gateway.`;
}
