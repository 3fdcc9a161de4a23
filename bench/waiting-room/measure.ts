import { committedTransactions } from '@concert-mania/local-stack/postgres/postgres-admin';
import { usedMemoryBytes } from '@concert-mania/local-stack/redis/redis-admin';
import { newId } from '@concert-mania/testkit/data/builders';
import { median } from '../generator/latencies.ts';
import type { Load } from '../generator/plan.ts';
import { type Measured, runGenerator } from '../generator/run-generator.ts';
import { mintTokens } from '../measuring/mint-tokens.ts';
import { inTurns, mostElsewhere } from '../measuring/quiet.ts';
import { type Bench, only, withBench } from '../measuring/stack.ts';
import { measureYardsticks } from '../measuring/yardsticks.ts';
import { coresWorth, figureOf, loadSections, turnsLine } from '../report/series.ts';
import { whole } from '../report/tables.ts';
import type { Scenario } from '../scenario.ts';
import { describeAdmissions, describeDraw, measureAdmissions, measureDraw } from './admissions.ts';
import { fillRoom, openRoom } from './room.ts';

const FULL = {
  waiting: 1_000_000,
  repetitions: 5,
  warmupMs: 1_500,
  measureMs: 4_000,
  connections: 128,
  /** Distinct fans who poll: more tokens than an API process remembers. */
  pollers: 100_000,
  /** Joins prepared for one repetition, each by an account that the process has never seen. */
  joiners: 200_000,
  admissions: { perSecond: 200, seconds: 60 },
  /** Fans who gather before an opening and are drawn at it. */
  drawn: 1_000_000,
};
type RoomSettings = typeof FULL;

/** A full waiting room: polls and joins, the rate of admissions, and the draw. */
export const waitingRoom: Scenario<RoomSettings> = {
  title: 'Waiting room',
  full: FULL,
  quick: {
    waiting: 150_000,
    repetitions: 1,
    warmupMs: 700,
    measureMs: 2_000,
    pollers: 60_000,
    joiners: 100_000,
    admissions: { perSecond: 200, seconds: 10 },
    drawn: 100_000,
  },
  run: async ({ settings, ...context }) => {
    const { waiting, pollers, connections } = settings;
    const replicas = only({ api: 1, 'admission-worker': 2 });
    const measured = await withBench({ ...context, replicas }, (bench) => measureRoom(bench, settings));
    const draw = await measureDraw(settings.drawn, context);
    const { machine, yardsticks, bytesPerFan, series } = measured;
    const names = [
      `joins at ${whole(waiting)} waiting, one API process`,
      'polls of a place, one API process',
    ];
    return {
      machine,
      sections: [
        `## Polls and joins at ${whole(waiting)} waiting`,
        `${turnsLine(settings)} ${connections} connections to one API process, one request at a time on each. Each join is by an account never seen before; ${whole(pollers)} fans poll in turn, more than a process remembers tokens of.`,
        ...loadSections(
          series,
          { unit: 'per second', each: 'request', yardsticks },
          {
            ...coresWorth,
            'database transactions/s': ({ runs }) =>
              median(runs.map((each) => each.transactionsPerSecond)).toFixed(1),
          },
        ),
        `Redis: ${whole(bytesPerFan)} bytes a fan. A core's worth: requests divided by the CPU seconds of the API process. The transactions are those of all processes: polls and joins make none, the settings of the concert are read every 0.9 s.`,
        '## Admissions, two workers',
        describeAdmissions(measured.admissions),
        '## The draw',
        ...describeDraw(draw),
      ],
      figures: series.map((row, at) => [names[at] ?? row.name, figureOf(`${row.name}/s`, row)] as const),
      coresElsewhere: Math.max(draw.coresElsewhere, mostElsewhere(series.flatMap(({ runs }) => runs))),
      results: { settings, ...measured, draw },
    };
  },
};

async function measureRoom(bench: Bench, settings: RoomSettings) {
  const { log, machine } = bench;
  const yardsticks = await measureYardsticks(bench, settings.connections);
  log('measuring admissions');
  const admissions = await measureAdmissions(bench, settings.admissions);
  log(`${settings.waiting} fans join`);
  // One fan is admitted at most, so the line stays as long as it is.
  const room = await openRoom(bench, { maxActive: 1, admitPerSecond: 1 });
  const before = await usedMemoryBytes(bench.stack.redisUrl);
  const fans = await fillRoom(bench, room, { joining: settings.waiting, returned: settings.pollers });
  const bytesPerFan = ((await usedMemoryBytes(bench.stack.redisUrl)) - before) / settings.waiting;
  const path = `/v1/concerts/${room.id}/queue`;
  const waiting = { status: 200, text: '"status":"waiting"' };
  const poll: RoomLoad = {
    tokens: mintTokens(bench.jwtSecret, fans.accountIds),
    headers: fans.queueTokens.map((token) => `Queue-Token: ${token}\r\n`),
    protocol: { kind: 'request', method: 'GET', path, expected: waiting },
  };
  const joins = () => {
    const accountIds = Array.from({ length: settings.joiners }, () => newId('usr'));
    return measure(bench, settings, {
      tokens: mintTokens(bench.jwtSecret, accountIds),
      protocol: { kind: 'request', method: 'POST', path, expected: { status: 201 } },
      journeys: accountIds.length,
    });
  };
  const series = await inTurns({ joins, polls: () => measure(bench, settings, poll) }, settings, log);
  return { machine, yardsticks, admissions, bytesPerFan, series };
}

type RoomLoad = Pick<Load, 'tokens' | 'headers' | 'protocol' | 'journeys'>;

interface RoomMeasured extends Measured {
  /** Transactions of the whole database meanwhile, of all processes. */
  readonly transactionsPerSecond: number;
}

async function measure(
  { stack, watched }: Bench,
  { connections, warmupMs, measureMs }: RoomSettings,
  load: RoomLoad,
): Promise<RoomMeasured> {
  const before = await committedTransactions(stack.databaseUrl);
  const startedMs = performance.now();
  const plan = { ...load, urls: stack.apiUrls, connections, warmupMs, measureMs };
  const measured = await runGenerator(plan, watched());
  const committed = (await committedTransactions(stack.databaseUrl)) - before;
  return { ...measured, transactionsPerSecond: (committed * 1_000) / (performance.now() - startedMs) };
}
