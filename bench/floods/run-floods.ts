import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { waitUntil } from '@concert-mania/local-stack/processes/wait-until';
import { makeSale, newId, type SaleOptions } from '@concert-mania/testkit/data/builders';
import { signUpFan } from '@concert-mania/testkit/system/fans';
import { type BenchRun, prepareRun } from '../holds/bench-run.ts';
import { type BenchStack, startBenchStack } from '../holds/bench-stack.ts';
import { hotConcert, useHoldWorkers } from '../holds/scenarios.ts';
import { QUICK as HOLDS } from '../holds/settings.ts';
import { describeMachine, type Machine } from '../lib/machine.ts';
import { cpuBetween, readCpu } from '../lib/process-cpu.ts';
import { undisturbed } from '../lib/quiet.ts';
import { type GeneratorRun, type Measured, startGenerator } from '../lib/run-generator.ts';
import type { RunOptions } from '../lib/scenario.ts';
import { mintTokens } from '../waiting-room/mint-tokens.ts';
import { letIn } from './fans-inside.ts';
import type { FloodBenchSettings } from './settings.ts';

/** What goes on beside the holds. */
export const FLOODS = [
  'nothing',
  'joins of the same room',
  "joins of another concert's room",
  'logins',
] as const;
export type FloodName = (typeof FLOODS)[number];

/** Holds, as they were measured, and what else was asked for meanwhile. */
export interface FloodedHolds extends Measured {
  readonly beside: FloodName;
  /** Its outcomes are the statuses of the answers. */
  readonly flood: Measured | null;
}

export interface FloodResults {
  readonly startedAt: string;
  readonly machine: Machine;
  readonly settings: FloodBenchSettings;
  readonly runs: readonly { readonly rateLimits: boolean; readonly loads: readonly FloodedHolds[] }[];
}

const HOUR_SECONDS = 3_600;
const ROOM: SaleOptions = {
  waitingRoomEnabled: true,
  preOpenOrder: 'arrival',
  passSeconds: HOUR_SECONDS,
  claimSeconds: HOUR_SECONDS,
};
const FLOOD_CONNECTIONS = 256;
/** Of TEST-NET-3 (RFC 5737): no fan has it. */
const FLOODER = 'X-Forwarded-For: 203.0.113.9\r\n';

/** Measures holds of one concert at a steady rate, in turns alone and beside floods from one address; limits of rates on, then off. */
export async function runFloods({ settings, log }: RunOptions<FloodBenchSettings>): Promise<FloodResults> {
  const startedAt = new Date().toISOString();
  const runs: FloodResults['runs'][number][] = [];
  let machine: Machine | undefined;
  for (const rateLimits of [true, false]) {
    log(`limits of rates ${rateLimits ? 'on' : 'off'}`);
    const bench = await startBenchStack({ apis: 1, inspect: false, rateLimits, log });
    try {
      machine = await describeMachine({ ...bench.stack, folder: bench.dataDir });
      runs.push({ rateLimits, loads: await measureAll(bench, settings, log) });
    } finally {
      await bench.stop();
    }
  }
  if (!machine) throw new Error('nothing was measured');
  return { startedAt, machine, settings, runs };
}

async function measureAll(
  bench: BenchStack,
  settings: FloodBenchSettings,
  log: (line: string) => void,
): Promise<readonly FloodedHolds[]> {
  const { accounts } = HOLDS;
  const run = await prepareRun(bench, HOLDS, { ...ROOM, maxActive: accounts, admitPerSecond: accounts });
  await useHoldWorkers(run, 1);
  const headers = await letIn(run, log);
  const measure = (beside?: () => GeneratorRun) =>
    hotConcert(run, 'product', {
      shape: { kind: 'open', ratePerSecond: settings.holdsPerSecond },
      warmupMs: settings.warmupMs,
      measureMs: settings.measureMs,
      headers,
      ...(beside && { beside }),
    });
  const flood = await prepareFloods(run, settings);
  log('waiting until everybody has been told of being admitted');
  await settle(bench);
  const load = async (beside: FloodName): Promise<FloodedHolds> => {
    if (beside === 'nothing') return { beside, ...(await measure()), flood: null };
    const flooding: GeneratorRun[] = [];
    const holds = await measure(() => {
      const started = flood(beside);
      flooding.push(started);
      return started;
    });
    const [answers] = await Promise.all(flooding.map(({ measured }) => measured));
    return { beside, ...holds, flood: answers ?? null };
  };
  log('warming up');
  for (const beside of FLOODS) await load(beside);
  const loads: FloodedHolds[] = [];
  for (let repetition = 0; repetition < settings.repetitions; repetition += 1) {
    for (const beside of FLOODS) {
      log(`holds beside ${beside}`);
      loads.push(await undisturbed(() => load(beside), log));
    }
  }
  return loads;
}

const SETTLED_CORES = 0.1;
const SETTLED_WITHIN_MS = 180_000;
const LOOK_EVERY_MS = 2_000;

/** Waits until workers that decide no holds have nothing left to do. */
async function settle({ watched }: BenchStack): Promise<void> {
  let before = readCpu(watched());
  await pause(LOOK_EVERY_MS);
  const settled = await waitUntil(
    async () => {
      const now = readCpu(watched());
      const used = cpuBetween(before, now)['other workers'] ?? 0;
      before = now;
      return used / (LOOK_EVERY_MS / 1_000) < SETTLED_CORES;
    },
    SETTLED_WITHIN_MS,
    LOOK_EVERY_MS,
  );
  if (!settled) throw new Error('notices are still being sent');
}

/** A flood begins before the holds beside it and must not end before them. */
const OUTLAST_MS = 2_000;
const requestsIn = ({ warmupMs, measureMs }: FloodBenchSettings, perSecond: number): number =>
  Math.ceil((perSecond * (warmupMs + measureMs + OUTLAST_MS)) / 1_000);

const MAILBOXES = 10;
const PASSWORDS = ['a-long-enough-passphrase', 'a-wrong-passphrase'];

/** Each call floods as long as the holds beside it are measured: joins by accounts never seen before, every second login wrong. */
async function prepareFloods(
  { bench, hot }: BenchRun,
  settings: FloodBenchSettings,
): Promise<(name: Exclude<FloodName, 'nothing'>) => GeneratorRun> {
  const other = await makeSale(bench.db, { ...ROOM, maxActive: 1, admitPerSecond: 1 });
  const emails: string[] = [];
  while (emails.length < MAILBOXES) emails.push((await signUpFan(bench.stack.apiUrls[0] ?? '')).email);
  const bodies = emails.flatMap((email) => PASSWORDS.map((password) => JSON.stringify({ email, password })));
  const start = (
    path: string,
    ratePerSecond: number,
    load: { tokens: readonly string[]; bodies: readonly string[] },
  ) => {
    const { warmupMs } = settings;
    const measureMs = settings.measureMs + OUTLAST_MS;
    return startGenerator(
      {
        urls: bench.stack.apiUrls,
        tokens: load.tokens,
        headers: [FLOODER],
        run: randomUUID(),
        protocol: { kind: 'flood', path, bodies: load.bodies },
        shape: { kind: 'open', ratePerSecond },
        timeRefusals: false,
        connections: FLOOD_CONNECTIONS,
        journeys: requestsIn(settings, ratePerSecond),
        warmupMs,
        measureMs,
      },
      new Map(),
    );
  };
  const joins = (concertId: string) => {
    const { joinsPerSecond } = settings;
    const accountIds = Array.from({ length: requestsIn(settings, joinsPerSecond) }, () => newId('usr'));
    const tokens = mintTokens(bench.jwtSecret, accountIds);
    return start(`/v1/concerts/${concertId}/queue`, joinsPerSecond, { tokens, bodies: [] });
  };
  return (name) => {
    switch (name) {
      case 'joins of the same room':
        return joins(hot.concertId);
      case "joins of another concert's room":
        return joins(other.concertId);
      case 'logins':
        return start('/v1/auth/login', settings.loginsPerSecond, { tokens: [], bodies });
    }
  };
}
