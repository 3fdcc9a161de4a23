import { setTimeout as pause } from 'node:timers/promises';
import { waitUntil } from '@concert-mania/local-stack/processes/wait-until';
import { makeWaitingRoom } from '@concert-mania/redis/waiting-room/waiting-room';
import { newId } from '@concert-mania/testkit/data/builders';
import { signUpFan } from '@concert-mania/testkit/system/fans';
import { type GeneratorRun, type Measured, type Series, startGenerator } from './generator/run-generator.ts';
import { type HoldRun, prepareHolds } from './holds/hold-run.ts';
import { hotConcert } from './holds/loads.ts';
import { QUICK as HOLDS } from './holds/settings.ts';
import { mintTokens } from './measuring/mint-tokens.ts';
import { cpuBetween, readMachineCpu } from './measuring/process-cpu.ts';
import { inTurns, mostElsewhere } from './measuring/quiet.ts';
import { addressLine, type Bench, withBench } from './measuring/stack.ts';
import { cpuTable, throughputTable } from './report/series.ts';
import { whole } from './report/tables.ts';
import type { Scenario } from './scenario.ts';
import { fillRoom, findRoom, KEYS, openRoom, ROOM, serveRoom } from './waiting-room/room.ts';

const FULL = {
  repetitions: 3,
  holdsPerSecond: 1_000,
  joinsPerSecond: 2_000,
  loginsPerSecond: 200,
  warmupMs: 1_500,
  measureMs: 4_000,
};
type FloodSettings = typeof FULL;

/** Holds as they were measured, and the flood beside them. */
interface FloodedHolds extends Measured {
  /** Its outcomes are the statuses of the answers. */
  readonly flood: Measured | null;
}

/** Holds at a steady rate, alone and beside floods from one address; rate limits on, then off. */
export const floods: Scenario<FloodSettings> = {
  title: 'Holds beside floods',
  full: FULL,
  quick: { repetitions: 1, warmupMs: 500, measureMs: 2_000 },
  run: async ({ settings, ...context }) => {
    const { holdsPerSecond, joinsPerSecond, loginsPerSecond, repetitions, measureMs } = settings;
    const series: Series<FloodedHolds>[] = [];
    let machine = '';
    for (const limits of ['on', 'off'] as const) {
      await withBench({ ...context, environment: { RATE_LIMITS: limits } }, async (bench) => {
        machine = bench.machine;
        series.push(...(await measureAll(bench, settings, limits)));
      });
    }
    return {
      machine,
      sections: [
        `Fans inside the waiting room of one concert hold ${whole(holdsPerSecond)} seats a second (open loop, from the moment a request was due to its committed outcome), four from each address. Meanwhile one address floods the same API process: ${whole(joinsPerSecond)} joins a second by as many accounts, or ${whole(loginsPerSecond)} logins a second, every second one with a wrong password. Medians of ${repetitions} × ${measureMs / 1_000} s each, taken in turns, after one run of each that is not counted; answers to floods are counted over all of them.`,
        throughputTable('holds/s', series, {
          'let in/s': answersPerSecond('200', '201'),
          'wrong password (401)/s': answersPerSecond('401'),
          'over the limit (429)/s': answersPerSecond('429'),
          'busy (503)/s': answersPerSecond('503'),
        }),
        cpuTable('hold', series),
      ],
      coresElsewhere: mostElsewhere(series.flatMap(({ runs }) => runs)),
      results: { settings, series },
    };
  },
};

/** Over all repetitions: within a minute's limit, one lets many in and the next none. */
const answersPerSecond =
  (...statuses: readonly string[]) =>
  ({ runs }: Series<FloodedHolds>): string => {
    let [answers, seconds] = [0, 0];
    for (const { flood } of runs) {
      for (const status of statuses) answers += flood?.outcomes[status] ?? 0;
      seconds += (flood?.windowMs ?? 0) / 1_000;
    }
    return seconds === 0 ? '' : whole(answers / seconds);
  };

async function measureAll(bench: Bench, settings: FloodSettings, limits: string) {
  const { accounts } = HOLDS;
  const run = await prepareHolds(bench, HOLDS, { ...ROOM, maxActive: accounts, admitPerSecond: accounts });
  const headers = await admitEverybody(run);
  const startFloods = await prepareFloods(run, settings);
  bench.log('waiting until all notices of admission are sent');
  await settle(bench);
  const { holdsPerSecond: ratePerSecond, warmupMs, measureMs } = settings;
  const shape = { kind: 'open', ratePerSecond } as const;
  const load = async (startFlood: (() => GeneratorRun) | null): Promise<FloodedHolds> => {
    let flood: GeneratorRun | undefined;
    const beside = startFlood && (() => (flood = startFlood()));
    const more = { shape, warmupMs, measureMs, headers, ...(beside && { beside }) };
    const measured = await hotConcert(run, 'product', more);
    return { ...measured, flood: (await flood?.measured) ?? null };
  };
  const loads = Object.entries({ nothing: null, ...startFloods }).map(
    ([name, start]) => [`limits ${limits}, beside ${name}`, () => load(start)] as const,
  );
  return inTurns(Object.fromEntries(loads), settings, bench.log);
}

const FLOOD_CONNECTIONS = 256;
/** Of TEST-NET-3 (RFC 5737): no fan has it. */
const FLOODER = 'X-Forwarded-For: 203.0.113.9\r\n';
/** A flood begins before the holds beside it and must not end before them. */
const OUTLAST_MS = 2_000;
const MAILBOXES = 10;
const PASSWORDS = ['a-long-enough-passphrase', 'a-wrong-passphrase'];

/** Each call floods while holds are measured: joins by new accounts, every second login wrong. */
async function prepareFloods({ bench, hot }: HoldRun, settings: FloodSettings) {
  const { warmupMs, joinsPerSecond, loginsPerSecond } = settings;
  const measureMs = settings.measureMs + OUTLAST_MS;
  const other = await openRoom(bench, { maxActive: 1, admitPerSecond: 1 });
  const emails: string[] = [];
  while (emails.length < MAILBOXES) emails.push((await signUpFan(bench.stack.apiUrls[0] ?? '')).email);
  const logins = emails.flatMap((email) => PASSWORDS.map((password) => JSON.stringify({ email, password })));

  const requestsAt = (ratePerSecond: number) => Math.ceil((ratePerSecond * (warmupMs + measureMs)) / 1_000);
  const start = (
    path: string,
    ratePerSecond: number,
    tokens: readonly string[],
    bodies: readonly string[] = [],
  ) =>
    startGenerator({
      urls: bench.stack.apiUrls,
      tokens,
      headers: [FLOODER],
      protocol: { kind: 'request', method: 'POST', path, bodies, expected: 'any status' },
      shape: { kind: 'open', ratePerSecond },
      connections: FLOOD_CONNECTIONS,
      journeys: requestsAt(ratePerSecond),
      warmupMs,
      measureMs,
    });
  const startJoins = (concertId: string) => () => {
    const accountIds = Array.from({ length: requestsAt(joinsPerSecond) }, () => newId('usr'));
    const tokens = mintTokens(bench.jwtSecret, accountIds);
    return start(`/v1/concerts/${concertId}/queue`, joinsPerSecond, tokens);
  };
  return {
    'joins of the same room': startJoins(hot.concertId),
    "joins of another concert's room": startJoins(other.id),
    logins: () => start('/v1/auth/login', loginsPerSecond, [], logins),
  };
}

const ADMITTED_WITHIN_MS = 60_000;
const FANS_PER_ADDRESS = 4;

/** Has every account admitted. Returns the header lines of each: its pass and its address. */
async function admitEverybody({ bench, hot, accountIds }: HoldRun): Promise<readonly string[]> {
  const room = await findRoom(bench.db, hot.concertId);
  const fans = { joining: accountIds.length, returned: accountIds.length, accountIds };
  const { queueTokens } = await fillRoom(bench, room, fans);
  await serveRoom(bench, room);
  const rooms = makeWaitingRoom(bench.redis, KEYS);
  const areAdmitted = async () => (await rooms.serving(room.id, room)).active === accountIds.length;
  if (!(await waitUntil(areAdmitted, ADMITTED_WITHIN_MS)))
    throw new Error(`not all of ${accountIds.length} fans were admitted to ${room.id}`);
  return queueTokens.map(
    (token, n) => `Queue-Token: ${token}\r\n${addressLine(Math.floor(n / FANS_PER_ADDRESS))}`,
  );
}

const SETTLED_CORES = 0.1;
const SETTLED_WITHIN_MS = 180_000;
const LOOK_EVERY_MS = 2_000;

/** Waits until workers that decide no holds are idle. */
async function settle({ watched }: Bench): Promise<void> {
  const hasNotices = (name: string) => name.endsWith('-worker') && name !== 'hold-worker';
  const workers = new Map([...watched()].filter(([name]) => hasNotices(name)));
  let before = readMachineCpu(workers);
  await pause(LOOK_EVERY_MS);
  const areIdle = () => {
    const now = readMachineCpu(workers);
    const used = cpuBetween(before, now);
    before = now;
    const seconds = [...workers.keys()].reduce((sum, name) => sum + (used[name] ?? 0), 0);
    return seconds / (LOOK_EVERY_MS / 1_000) < SETTLED_CORES;
  };
  if (!(await waitUntil(areIdle, SETTLED_WITHIN_MS, LOOK_EVERY_MS)))
    throw new Error(`notices are still being sent after ${SETTLED_WITHIN_MS / 1_000} s`);
}
