import { median } from '../generator/latencies.ts';
import { perSecond } from '../generator/run-generator.ts';
import type { ProcessMemory } from '../measuring/process-cpu.ts';
import type { Yardsticks } from '../measuring/yardsticks.ts';
import { throughputTable, yardstickColumn, yardstickLine } from '../report/series.ts';
import { barChart, markdownTable, milliseconds, percent, whole } from '../report/tables.ts';
import { type Accounts, countsTables, cpuFactors, cpuTables } from './cost-tables.ts';
import { type Curves, curveTable } from './curve.ts';
import { type JourneysMeasured, mailedPerSecond } from './journey-run.ts';
import type { JourneySettings, Way } from './settings.ts';
import { NAMES, SYSTEMS, type SystemName } from './systems.ts';

type BySystem<T> = Readonly<Record<SystemName, T>>;

export interface WayMeasured {
  readonly way: Way;
  readonly runs: BySystem<readonly JourneysMeasured[]>;
}

/** The wallet is the first. */
export type WaysMeasured = readonly [WayMeasured, ...WayMeasured[]];

export interface JourneyResults {
  readonly machine: string;
  readonly settings: JourneySettings;
  readonly yardsticks: Yardsticks;
  readonly idle: readonly { readonly name: string; readonly memory: ProcessMemory }[];
  readonly ways: WaysMeasured;
  /** Repetitions that were left out, and why. */
  readonly faults: readonly string[];
  readonly curves: Curves;
  readonly accounts: Accounts;
}

export function reportJourneys(results: JourneyResults): readonly string[] {
  const { settings, ways, yardsticks, accounts, idle } = results;
  const series = ways.flatMap(({ way, runs }) =>
    SYSTEMS.map((name) => ({ name: `${way.name}: ${NAMES[name]}`, runs: runs[name] })),
  );
  return [
    '## Journeys as fast as the system takes them',
    `Join, be admitted, hold, pay, receive "confirmed": 300 fans on their way at once (600 where 200 calls are), each with an account and a seat of its own; both systems in turns. Medians of ${settings.repetitions} × ${settings.measureMs / 1_000} s (${settings.otherRepetitions} by the gateway). The factor is the median of the factors within each repetition.`,
    rateTable(ways),
    'Both systems send their mails later, and one that falls behind looks faster than it is. The same runs are therefore counted once more, until every mail is sent: all journeys, divided by the time from the first request until the last mail is sent, the last event read and the last webhook accepted.',
    factorTable(ways, mailedPerSecond),
    barChart({
      title: 'Whole journeys per second, until the last mail is sent',
      unit: 'journeys/s',
      bars: series.map(({ name, runs }) => [name, median(runs.map(mailedPerSecond))] as const),
    }),
    throughputTable('journeys/s', series, yardstickColumn(yardsticks)),
    yardstickLine(yardsticks),
    ...(results.faults.length > 0 ? [`Left out: ${results.faults.join('; ')}.`] : []),
    '## At fixed rates',
    'Open loop, paid from the wallet: journeys start at a fixed rate, a share of the median above; waits count from the moment a journey was due. The last column has the cores in use.',
    curveTable(results.curves),
    '## What was left for later',
    'When the load ended: mails not sent, events that the slowest reader had not read, webhooks not accepted. Then the run waits for them; its CPU counts for the journeys.',
    backlogTable(results),
    '## CPU of a journey',
    'CPU microseconds for each journey from the wallet, from the first request until nothing was left: mails, events and webhooks included. A step is the difference of two runs that end after it and before it.',
    ...cpuTables(accounts),
    cpuFactors(accounts),
    '## Statements, writes and calls of a journey',
    ...countsTables(accounts),
    '## Memory at rest',
    `Resident megabytes of each process 10 s after a start, before anybody comes; in brackets without pages that processes share, as those of the Node binary: ${idle.map(({ name, memory }) => `${name} ${whole(memory.resident)} (${whole(memory.own)})`).join(', ')}.`,
  ];
}

type Rate = (run: JourneysMeasured) => number;

/** Product over conventional system in each repetition, in which one ran right after the other. */
export const factorsOf = ({ runs }: WayMeasured, rate: Rate): readonly number[] =>
  runs.product.map((run, at) => {
    const other = runs.conventional[at];
    return other === undefined ? Number.NaN : rate(run) / rate(other);
  });

/** Calls at once divided by the time of one. Null where the gateway takes no time. */
export function boundOf({ payment, callsAtOnce }: Way): number | null {
  if (payment.method === 'wallet' || payment.latencyMs === 0) return null;
  return callsAtOnce / (payment.latencyMs / 1_000);
}

/** Without the time that the gateway takes: median of the 99th percentiles. */
const ownWaits = ({ payment }: Way, runs: readonly JourneysMeasured[]): number =>
  median(runs.map(({ latency }) => latency.p99Ms)) - (payment.method === 'gateway' ? payment.latencyMs : 0);

const FACTOR_HEAD = ['journeys/s', ...SYSTEMS.map((name) => NAMES[name]), 'factor', 'in each repetition'];

function factorCells(measured: WayMeasured, rate: Rate): readonly string[] {
  const factors = factorsOf(measured, rate);
  return [
    measured.way.name,
    ...SYSTEMS.map((name) => whole(median(measured.runs[name].map(rate)))),
    `${median(factors).toFixed(2)} ×`,
    factors.map((factor) => factor.toFixed(2)).join(' '),
  ];
}

const factorTable = (ways: WaysMeasured, rate: Rate): string =>
  markdownTable(
    FACTOR_HEAD,
    ways.map((measured) => factorCells(measured, rate)),
  );

const rateTable = (ways: WaysMeasured): string =>
  markdownTable(
    [...FACTOR_HEAD, 'bound', 'of the bound', 'p99 of own waits, ms'],
    ways.map((measured) => {
      const { way, runs } = measured;
      const bound = boundOf(way);
      const ofBound = (name: SystemName) => median(runs[name].map(perSecond)) / (bound ?? Number.NaN);
      return [
        ...factorCells(measured, perSecond),
        bound === null ? '' : whole(bound),
        bound === null ? '' : SYSTEMS.map((name) => percent(ofBound(name))).join(', '),
        SYSTEMS.map((name) => milliseconds(ownWaits(way, runs[name]))).join(', '),
      ];
    }),
  );

const turnedAway = ({ outcomes }: JourneysMeasured): number =>
  Object.entries(outcomes).reduce((sum, [code, count]) => sum + (code === 'succeeded' ? 0 : count), 0);

function backlogTable({ ways, settings }: JourneyResults): string {
  return markdownTable(
    [
      '',
      'turned away (503)',
      'journeys',
      'mails',
      'events',
      'webhooks',
      'done after s',
      `mails left after ${settings.drainMs / 1_000} s`,
    ],
    ways.flatMap(({ way, runs }) =>
      SYSTEMS.flatMap((name) => {
        const run = runs[name].at(-1);
        if (!run) return [];
        const { backlog, left, drainSeconds } = run;
        return [
          [
            `${way.name}: ${NAMES[name]}`,
            whole(turnedAway(run)),
            ...[run.succeededInAll, backlog.notices, backlog.events, backlog.webhooks].map(whole),
            left.notices > 0 ? '' : drainSeconds.toFixed(1),
            whole(left.notices),
          ],
        ];
      }),
    ),
  );
}
