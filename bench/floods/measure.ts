import { setTimeout as pause } from 'node:timers/promises';
import { waitUntil } from '@concert-mania/local-stack/processes/wait-until';
import { makeDueRooms } from '@concert-mania/redis/waiting-room/due-rooms';
import { makeWaitingRoom } from '@concert-mania/redis/waiting-room/waiting-room';
import type { GeneratorRun } from '../generator/run-generator.ts';
import { type HoldRun, prepareHolds } from '../holds/hold-run.ts';
import { hotConcert } from '../holds/loads.ts';
import { QUICK as HOLDS } from '../holds/settings.ts';
import { cpuBetween, readMachineCpu } from '../measuring/process-cpu.ts';
import { inTurns, mostElsewhere } from '../measuring/quiet.ts';
import { type Bench, type Log, withBench } from '../measuring/stack.ts';
import type { Scenario } from '../scenario.ts';
import { fillRoom, findRoom, KEYS, ROOM } from '../waiting-room/room.ts';
import { prepareFloods } from './floods.ts';
import { type FloodedHolds, type FloodResults, reportFloods } from './report.ts';
import { FLOODS, type FloodName, type FloodSettings, FULL, QUICK } from './settings.ts';

/** Holds at a steady rate, alone and beside floods from one address; rate limits on, then off. */
export const floods: Scenario<FloodSettings> = {
  title: 'Holds beside floods',
  full: FULL,
  quick: QUICK,
  run: async ({ settings, log }) => {
    const runs: FloodResults['runs'][number][] = [];
    let machine = '';
    for (const rateLimits of ['on', 'off'] as const) {
      log(`rate limits ${rateLimits}`);
      await withBench({ environment: { RATE_LIMITS: rateLimits }, log }, async (bench) => {
        machine = bench.machine;
        runs.push({ rateLimits, loads: await measureAll(bench, settings, log) });
      });
    }
    const results: FloodResults = { settings, runs };
    const coresElsewhere = mostElsewhere(runs.flatMap(({ loads }) => loads));
    return { machine, sections: reportFloods(results), coresElsewhere, results };
  },
};

async function measureAll(bench: Bench, settings: FloodSettings, log: Log): Promise<readonly FloodedHolds[]> {
  const { accounts } = HOLDS;
  const run = await prepareHolds(bench, HOLDS, { ...ROOM, maxActive: accounts, admitPerSecond: accounts });
  const headers = await admitEverybody(run);
  const startFlood = await prepareFloods(run, settings);
  log('waiting until all notices of admission are sent');
  await settle(bench);
  const { holdsPerSecond: ratePerSecond, warmupMs, measureMs } = settings;
  const load = async (beside: FloodName): Promise<FloodedHolds> => {
    let flood: GeneratorRun | undefined;
    const start = () => {
      flood = startFlood(beside as Exclude<FloodName, 'nothing'>);
      return flood;
    };
    const shape = { kind: 'open', ratePerSecond } as const;
    const more = beside === 'nothing' ? {} : { beside: start };
    const measured = await hotConcert(run, 'product', { shape, warmupMs, measureMs, headers, ...more });
    return { beside, ...measured, flood: (await flood?.measured) ?? null };
  };
  const loads = FLOODS.map((beside) => [`holds beside ${beside}`, () => load(beside)] as const);
  const measured = await inTurns(Object.fromEntries(loads), settings, log);
  return Object.values(measured).flat();
}

const ADMITTED_WITHIN_MS = 60_000;
const FANS_PER_ADDRESS = 4;

/** Has every account admitted. Returns the header lines of each: its pass and its address. */
async function admitEverybody({ bench, hot, accountIds }: HoldRun): Promise<readonly string[]> {
  const room = await findRoom(bench.db, hot.concertId);
  const { queueTokens } = await fillRoom(bench, room, {
    joining: accountIds.length,
    returned: accountIds.length,
    accountIds,
  });
  await makeDueRooms(bench.redis, KEYS).ensure(room.id);
  const rooms = makeWaitingRoom(bench.redis, KEYS);
  const areAdmitted = async () => (await rooms.serving(room.id, room)).active === accountIds.length;
  if (!(await waitUntil(areAdmitted, ADMITTED_WITHIN_MS)))
    throw new Error(`not all of ${accountIds.length} fans were admitted to ${room.id}`);
  return queueTokens.map(
    (token, n) => `Queue-Token: ${token}\r\n${addressLine(Math.floor(n / FANS_PER_ADDRESS))}`,
  );
}

/** The header of a proxy: one of 65,536 addresses set aside for benchmarks (RFC 2544). */
export const addressLine = (n: number): string => `X-Forwarded-For: 198.18.${(n >> 8) & 255}.${n & 255}\r\n`;

const SETTLED_CORES = 0.1;
const SETTLED_WITHIN_MS = 180_000;
const LOOK_EVERY_MS = 2_000;

/** Waits until workers that decide no holds are idle. */
async function settle({ watched }: Bench): Promise<void> {
  const workers = new Map(
    [...watched()].filter(([name]) => name.endsWith('-worker') && name !== 'hold-worker'),
  );
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
