import { STEPS } from '../generator/plan.ts';
import { BENCH, ELSEWHERE } from '../measuring/process-cpu.ts';
import { table, whole } from '../report/tables.ts';
import { COUNT_KEYS, COUNTS } from './counters.ts';
import type { JourneysMeasured } from './journey-run.ts';
import type { Account, BySystem } from './results.ts';
import { NAMES, SYSTEMS } from './systems.ts';

/** Not a part of the system: who sends the load, and stand-ins of others' servers. */
export const OUTSIDE = ['generator', 'viewers', 'gateway', 'mailbox', 'idle system', BENCH, ELSEWHERE];
const SHOWN_OUTSIDE = ['mailbox', 'gateway'];

export const microsOf = ({ cpuInAll, succeededInAll }: JourneysMeasured, label: string): number =>
  ((cpuInAll[label] ?? 0) * 1e6) / (succeededInAll || Number.NaN);

export const oursOf = ({ cpuInAll }: JourneysMeasured): readonly string[] =>
  Object.keys(cpuInAll).filter((label) => !OUTSIDE.includes(label));

/** CPU microseconds of the system for each journey. */
export const microsInAll = (run: JourneysMeasured): number =>
  oursOf(run).reduce((sum, label) => sum + microsOf(run, label), 0);

type Row = readonly [title: string, of: (run: JourneysMeasured) => number];

/** A column for each step without the ones before it, and one for each whole journey. */
function stepTable(
  title: string,
  { steps, gateway }: Account,
  rows: readonly Row[],
  figure: (value: number) => string,
): string {
  const until = (at: number, of: Row[1]) => {
    const run = steps[at];
    return run ? of(run) : 0;
  };
  return table(rows, {
    [title]: ([name]) => name,
    ...Object.fromEntries(
      STEPS.map((step, at) => [step, ([, of]: Row) => figure(until(at, of) - until(at - 1, of))]),
    ),
    'whole, from the wallet': ([, of]) => figure(until(steps.length - 1, of)),
    'whole, by the gateway': ([, of]) => figure(of(gateway)),
  });
}

/** Tables for each system: CPU of each process, and each kind of work. */
export function stepTables(accounts: BySystem<Account>): readonly string[] {
  const micros = (prefix: string) => (label: string) =>
    [`${prefix}${label}`, (run: JourneysMeasured) => microsOf(run, label)] as const;
  const small = (value: number) => (Math.abs(value) < 10 ? value.toFixed(2) : whole(value));
  const tables = (suffix: string, rowsOf: (account: Account) => readonly Row[], figure: typeof small) =>
    SYSTEMS.map((name) =>
      stepTable(`${NAMES[name]}${suffix}`, accounts[name], rowsOf(accounts[name]), figure),
    );
  return [
    '## CPU of a journey',
    'CPU microseconds for each journey from the wallet, from the first request until nothing was left: mails, events and webhooks included. A step is the difference of two runs that end after it and before it.',
    ...tables(
      ', µs',
      ({ gateway }) => [
        ...oursOf(gateway).map(micros('')),
        ['**all of the system**', microsInAll],
        ...SHOWN_OUTSIDE.map(micros('outside: ')),
      ],
      whole,
    ),
    cpuFactors(accounts),
    '## Statements, writes and calls of a journey',
    ...tables('', () => COUNT_KEYS.map((key) => [COUNTS[key], ({ each }) => each[key]] as const), small),
  ];
}

/** Compares the CPU of both systems in a sentence. */
function cpuFactors({ product, conventional }: BySystem<Account>): string {
  const factor = (of: (account: Account) => JourneysMeasured | undefined) => {
    const [ours, theirs] = [of(product), of(conventional)];
    return ours && theirs ? (microsInAll(theirs) / microsInAll(ours)).toFixed(2) : '?';
  };
  return `The conventional system uses ${factor(({ steps }) => steps.at(-1))} times the CPU of Concert Mania for a journey from the wallet, and ${factor(({ gateway }) => gateway)} times for one through the gateway.`;
}
