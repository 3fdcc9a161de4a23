import { median } from '../generator/latencies.ts';
import { perSecond, type Series } from '../generator/run-generator.ts';
import { latencyColumns, throughputTable, yardstickColumn, yardstickLine } from '../report/series.ts';
import { barChart, milliseconds, percent, table, whole } from '../report/tables.ts';
import type { Figure } from '../scenario.ts';
import { microsInAll, OUTSIDE, stepTables } from './cost-tables.ts';
import { type JourneysMeasured, mailedPerSecond } from './journey-run.ts';
import type { CurvePoint, JourneyResults, WayMeasured } from './results.ts';
import type { Way } from './settings.ts';
import { NAMES, SYSTEMS, type SystemName } from './systems.ts';

export function reportJourneys(results: JourneyResults): readonly string[] {
  const { settings, ways, yardsticks, accounts, curves, idle } = results;
  const series: readonly Series<JourneysMeasured>[] = ways.flatMap(({ way, runs }) =>
    SYSTEMS.map((name) => ({ name: `${way.name}: ${NAMES[name]}`, runs: runs[name] })),
  );
  return [
    '## Journeys as fast as the system takes them',
    `Join, be admitted, hold, pay, receive "confirmed": 300 fans on their way at once (600 where 200 calls are), each with an account and a seat of its own; both systems in turns. Medians of ${settings.repetitions} × ${settings.measureMs / 1_000} s (${settings.otherRepetitions} by the gateway). The factor is the median of the factors within each repetition.`,
    table(ways, {
      ...factorColumns(perSecond),
      bound: ({ way }) => withBound(way, whole),
      'of the bound': ({ way, runs }) =>
        withBound(way, (bound) =>
          SYSTEMS.map((name) => percent(median(runs[name].map(perSecond)) / bound)).join(', '),
        ),
      'p99 of own waits, ms': ({ way, runs }) =>
        SYSTEMS.map((name) => milliseconds(ownWaits(way, runs[name]))).join(', '),
    }),
    'Both systems send their mails later, and one that falls behind looks faster than it is. The same runs are therefore counted once more, until every mail is sent: all journeys, divided by the time from the first request until the last mail is sent, the last event read and the last webhook accepted.',
    table(ways, factorColumns(mailedPerSecond)),
    barChart(
      'Whole journeys per second, until the last mail is sent',
      'journeys/s',
      series.map(({ name, runs }) => [name, median(runs.map(mailedPerSecond))] as const),
    ),
    throughputTable('journeys/s', series, yardstickColumn(yardsticks)),
    yardstickLine(yardsticks),
    ...(results.faults.length > 0 ? [`Left out: ${results.faults.join('; ')}.`] : []),
    '## At fixed rates',
    'Open loop, paid from the wallet: journeys start at a fixed rate, a share of the median above; waits count from the moment a journey was due. The last column has the cores in use.',
    table(
      SYSTEMS.flatMap((name) => curves[name].map((point) => ({ name, ...point }))),
      {
        '': ({ name }) => NAMES[name],
        'of the highest rate': ({ share }) => percent(share),
        'journeys/s due': ({ ratePerSecond }) => whole(ratePerSecond),
        'ended well': ({ measured }) => whole(measured.outcomes.succeeded ?? 0),
        ...latencyColumns(({ measured }: CurvePoint) => [measured]),
        busiest: ({ measured }) => busiest(measured),
      },
    ),
    '## What was left for later',
    'When the load ended: mails not sent, events that the slowest reader had not read, webhooks not accepted. Then the run waits for them; its CPU counts for the journeys.',
    table(
      series.flatMap(({ name, runs }) => runs.slice(-1).map((run) => ({ name, run }))),
      {
        '': ({ name }) => name,
        'turned away (503)': ({ run }) => whole(turnedAway(run)),
        journeys: ({ run }) => whole(run.succeededInAll),
        mails: ({ run }) => whole(run.backlog.notices),
        events: ({ run }) => whole(run.backlog.events),
        webhooks: ({ run }) => whole(run.backlog.webhooks),
        'done after s': ({ run }) => (run.left.notices > 0 ? '' : run.drainSeconds.toFixed(1)),
        [`mails left after ${settings.drainMs / 1_000} s`]: ({ run }) => whole(run.left.notices),
      },
    ),
    ...stepTables(accounts),
    '## Memory at rest',
    `Resident megabytes of each process 10 s after a start, before anybody comes; in brackets without pages that processes share, as those of the Node binary: ${idle.map(({ name, memory }) => `${name} ${whole(memory.resident)} (${whole(memory.own)})`).join(', ')}.`,
  ];
}

type Rate = (run: JourneysMeasured) => number;

/** Product over conventional system in each repetition, in which one ran right after the other. */
const factorsOf = ({ runs }: WayMeasured, rate: Rate): readonly number[] =>
  runs.product.flatMap((run, at) => {
    const other = runs.conventional[at];
    return other ? [rate(run) / rate(other)] : [];
  });

const factorColumns = (rate: Rate) => {
  const rateOf = (name: SystemName) => (measured: WayMeasured) =>
    whole(median(measured.runs[name].map(rate)));
  return {
    'journeys/s': ({ way }: WayMeasured) => way.name,
    [NAMES.product]: rateOf('product'),
    [NAMES.conventional]: rateOf('conventional'),
    factor: (measured: WayMeasured) => `${median(factorsOf(measured, rate)).toFixed(2)} ×`,
    'in each repetition': (measured: WayMeasured) =>
      factorsOf(measured, rate)
        .map((factor) => factor.toFixed(2))
        .join(' '),
  };
};

/** Calls at once divided by the time of one, in words. Empty where the gateway takes no time. */
function withBound({ payment, callsAtOnce }: Way, describe: (bound: number) => string): string {
  if (payment.method === 'wallet' || payment.latencyMs === 0) return '';
  return describe(callsAtOnce / (payment.latencyMs / 1_000));
}

/** Without the time that the gateway takes: median of the 99th percentiles. */
const ownWaits = ({ payment }: Way, runs: readonly JourneysMeasured[]): number =>
  median(runs.map(({ latency }) => latency.p99Ms)) - (payment.method === 'gateway' ? payment.latencyMs : 0);

const turnedAway = ({ outcomes }: JourneysMeasured): number =>
  Object.entries(outcomes).reduce((sum, [code, count]) => sum + (code === 'succeeded' ? 0 : count), 0);

/** The three processes that use most, in cores, and the sum of all. */
function busiest({ cpuSeconds, windowMs }: JourneysMeasured): string {
  const cores = Object.entries(cpuSeconds)
    .map(([label, seconds]) => [label, seconds / (windowMs / 1_000)] as const)
    .toSorted(([, a], [, b]) => b - a);
  const ours = cores.filter(([label]) => !OUTSIDE.includes(label));
  const all = cores.reduce((sum, [, used]) => sum + used, 0);
  const named = ours.slice(0, 3).map(([label, used]) => `${label} ${used.toFixed(2)}`);
  return `${named.join(', ')}; machine ${all.toFixed(2)}`;
}

/** The figures of journeys for the table at the top of the page. */
export function journeyFigures({ ways, curves, accounts, idle }: JourneyResults): readonly Figure[] {
  const { steps, gateway } = accounts.product;
  const [wallet = gateway] = steps.slice(-1);
  const workers = idle.filter(({ name }) => name.includes('worker'));
  const atSeventy = curves.product.filter(({ share }) => share === 0.7);
  return [
    ...ways.map((way): Figure => [`whole journeys, ${way.way.name}`, rateOf(way)]),
    ...atSeventy.map(
      ({ measured, ratePerSecond }): Figure => [
        'p99 of a whole journey from the wallet at 70 % of the highest rate',
        `${milliseconds(measured.latency.p99Ms)} ms at ${whole(ratePerSecond)}/s`,
      ],
    ),
    [
      'CPU of a whole journey, its mail included',
      `${whole(microsInAll(wallet))} µs from the wallet, ${whole(microsInAll(gateway))} µs through a gateway`,
    ],
    [
      'memory of an idle worker',
      `${whole(Math.max(...workers.map(({ memory }) => memory.resident)))} MB at most`,
    ],
  ];
}

function rateOf(measured: WayMeasured): string {
  const { way, runs } = measured;
  const rate = median(runs.product.map(perSecond));
  const ofBound = withBound(way, (bound) => `, ${percent(rate / bound)} of what the calls allow`);
  const mailed = median(runs.product.map(mailedPerSecond));
  const factor = (of: Rate) => median(factorsOf(measured, of)).toFixed(1);
  return `${whole(rate)}/s, ${factor(perSecond)} × the conventional system${ofBound}; until all mails are sent ${whole(mailed)}/s, ${factor(mailedPerSecond)} ×`;
}
