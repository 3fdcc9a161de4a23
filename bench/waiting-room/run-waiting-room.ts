import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { ConcertSettings } from '@concert-mania/core/catalogue/ports';
import { makeConcertSettingsLookup } from '@concert-mania/db/catalogue/catalogue-lookups';
import { committedTransactions } from '@concert-mania/local-stack/postgres/postgres-admin';
import { usedMemoryBytes } from '@concert-mania/local-stack/redis/redis-admin';
import { makeKeys } from '@concert-mania/redis/keys';
import { makeAdmissionSchedule } from '@concert-mania/redis/waiting-room/schedule';
import { makeWaitingRoom } from '@concert-mania/redis/waiting-room/waiting-room';
import { makeSale, newId, type SaleOptions } from '@concert-mania/testkit/data/builders';
import { makeAccounts } from '@concert-mania/testkit/data/load-data';
import { describeMachine, type Machine } from '../lib/machine.ts';
import type { Protocol } from '../lib/plan.ts';
import { undisturbed } from '../lib/quiet.ts';
import { type Measured, perSecond, runGenerator } from '../lib/run-generator.ts';
import type { RunOptions } from '../lib/scenario.ts';
import { mintTokens } from './mint-tokens.ts';
import { profileApi } from './profile-api.ts';
import { type RoomStack, startRoomStack } from './room-stack.ts';
import type { RoomBenchSettings } from './settings.ts';

export interface RoomMeasured extends Measured {
  /** Transactions of the whole database meanwhile, whoever made them. */
  readonly transactionsPerSecond: number;
}

/** How many were admitted from the first batch seen to the last, and what was asked for. */
export interface AdmissionRun {
  readonly askedPerSecond: number;
  readonly seconds: number;
  readonly admitted: number;
  readonly batches: number;
}

export interface RoomResults {
  readonly startedAt: string;
  readonly machine: Machine;
  readonly settings: RoomBenchSettings;
  readonly bytesPerFan: number;
  readonly joins: readonly RoomMeasured[];
  readonly polls: readonly RoomMeasured[];
  readonly admissions: AdmissionRun;
}

const FILL_AT_ONCE = 2_000;
const KEYS = makeKeys();
const HOUR_SECONDS = 3_600;

/** Fills a waiting room, measures joins and polls over HTTP, then how exactly a second room is admitted. */
export async function runWaitingRoom(options: RunOptions<RoomBenchSettings>): Promise<RoomResults> {
  const { settings, log } = options;
  const startedAt = new Date().toISOString();
  const bench = await startRoomStack({ inspect: options.profile, log });
  try {
    const { databaseUrl, redisUrl } = bench.stack;
    const machine = await describeMachine({ databaseUrl, redisUrl, folder: bench.dataDir });
    log('measuring admissions');
    const admissions = await measureAdmissions(bench, settings.admissions, log);
    // Nobody is admitted from the full room: its line stays as long as it is.
    const room = await openRoom(bench, { maxActive: 1, admitPerSecond: 1 });
    log(`letting ${settings.waiting} fans in line`);
    const before = await usedMemoryBytes(redisUrl);
    const pollers = await fill(bench, room, settings.waiting, settings.pollers);
    const bytesPerFan = ((await usedMemoryBytes(redisUrl)) - before) / settings.waiting;
    log(`${bytesPerFan.toFixed(0)} bytes a fan`);
    const run = { bench, settings, path: `/v1/concerts/${room.id}/queue` };
    const polls: RoomMeasured[] = [];
    const joins: RoomMeasured[] = [];
    // A process that has just started compiles what it runs; it is measured when it has done so.
    log('warming up');
    await measureJoins(run);
    await measurePolls(run, pollers);
    for (let repetition = 0; repetition < settings.repetitions; repetition += 1) {
      const [polled, joined] = [
        await undisturbed(() => measurePolls(run, pollers), log),
        await undisturbed(() => measureJoins(run), log),
      ];
      polls.push(polled);
      joins.push(joined);
      log(`polls: ${Math.round(perSecond(polled))}/s, joins: ${Math.round(perSecond(joined))}/s`);
    }
    if (options.profile) {
      const profile = await profileApi(bench, options.profileDir, (onWindow) =>
        measurePolls(run, pollers, onWindow),
      );
      log(`profile\n${profile}`);
    }
    return { startedAt, machine, settings, bytesPerFan, joins, polls, admissions };
  } finally {
    await bench.stop();
  }
}

interface RoomRun {
  readonly bench: RoomStack;
  readonly settings: RoomBenchSettings;
  readonly path: string;
}

interface Pollers {
  readonly tokens: readonly string[];
  readonly queueTokens: readonly string[];
}

async function openRoom({ db }: RoomStack, limits: SaleOptions): Promise<ConcertSettings> {
  const sale = await makeSale(db, {
    waitingRoomEnabled: true,
    preOpenOrder: 'arrival',
    passSeconds: HOUR_SECONDS,
    claimSeconds: HOUR_SECONDS,
    ...limits,
  });
  const settings = await makeConcertSettingsLookup(db).find(sale.concertId);
  if (settings === null) throw new Error('the concert was not written');
  return settings;
}

/** Fills the line and answers some of the fans, from all over it. */
async function fill(
  bench: RoomStack,
  room: ConcertSettings,
  fans: number,
  pollers: number,
): Promise<Pollers> {
  const rooms = makeWaitingRoom(bench.redis, KEYS);
  const every = Math.floor(fans / pollers);
  const accountIds: string[] = [];
  const queueTokens: string[] = [];
  for (let first = 0; first < fans; first += FILL_AT_ONCE) {
    const joined = Array.from({ length: Math.min(FILL_AT_ONCE, fans - first) }, async (_, n) => {
      const claim = { concertId: room.id, accountId: newId('usr'), token: randomUUID() };
      await rooms.join({ ...claim, rules: room });
      // The head of the line is admitted by and by; whoever polls must go on waiting.
      if ((first + n) % every !== every - 1) return;
      accountIds.push(claim.accountId);
      queueTokens.push(claim.token);
    });
    await Promise.all(joined);
  }
  return { tokens: mintTokens(bench.jwtSecret, accountIds), queueTokens };
}

function measurePolls(
  run: RoomRun,
  { tokens, queueTokens }: Pollers,
  onWindow?: (event: 'begin' | 'end') => void,
): Promise<RoomMeasured> {
  const journeys = 10_000_000;
  return measure(run, { kind: 'poll', path: run.path, queueTokens }, { tokens, journeys, onWindow });
}

function measureJoins(run: RoomRun): Promise<RoomMeasured> {
  const accountIds = Array.from({ length: run.settings.joiners }, () => newId('usr'));
  const tokens = mintTokens(run.bench.jwtSecret, accountIds);
  return measure(
    run,
    { kind: 'join', path: run.path },
    { tokens, journeys: tokens.length, onWindow: undefined },
  );
}

async function measure(
  { bench, settings }: RoomRun,
  protocol: Protocol,
  load: {
    readonly tokens: readonly string[];
    readonly journeys: number;
    readonly onWindow: ((event: 'begin' | 'end') => void) | undefined;
  },
): Promise<RoomMeasured> {
  const { connections, warmupMs, measureMs } = settings;
  const before = await committedTransactions(bench.stack.databaseUrl);
  const startedMs = performance.now();
  const measured = await runGenerator(
    {
      urls: bench.stack.apiUrls,
      tokens: load.tokens,
      run: randomUUID(),
      protocol,
      shape: { kind: 'closed' },
      timeRefusals: false,
      connections,
      journeys: load.journeys,
      warmupMs,
      measureMs,
    },
    bench.watched(),
    load.onWindow,
  );
  const committed = (await committedTransactions(bench.stack.databaseUrl)) - before;
  return { ...measured, transactionsPerSecond: (committed * 1_000) / (performance.now() - startedMs) };
}

const SPARE_SECONDS = 20;
const LOOK_EVERY_MS = 5;

/** Lets more fans in line than can be admitted meanwhile, and watches how many are. */
async function measureAdmissions(
  bench: RoomStack,
  asked: RoomBenchSettings['admissions'],
  log: (line: string) => void,
): Promise<AdmissionRun> {
  const fans = asked.perSecond * (asked.seconds + SPARE_SECONDS);
  const room = await openRoom(bench, { maxActive: fans, admitPerSecond: asked.perSecond });
  const rooms = makeWaitingRoom(bench.redis, KEYS);
  for (const accountId of await makeAccounts(bench.db, fans)) {
    await rooms.join({ concertId: room.id, accountId, token: randomUUID(), rules: room });
  }
  const schedule = makeAdmissionSchedule(bench.redis, KEYS);
  await schedule.ensure(room.id);
  const endMs = performance.now() + (asked.seconds + 1) * 1_000;
  // Admissions come in batches, so the rate is taken from one batch to another, not between two moments of the clock.
  const batches: { readonly atMs: number; readonly admitted: number }[] = [];
  while (performance.now() < endMs) {
    const admitted = (await rooms.serving(room.id, room)).servingSequence;
    if (admitted > (batches.at(-1)?.admitted ?? 0)) batches.push({ atMs: performance.now(), admitted });
    await pause(LOOK_EVERY_MS);
  }
  await schedule.remove(room.id);
  await schedule.close();
  const [first, last] = [batches[0], batches.at(-1)];
  if (!first || !last) throw new Error('nobody was admitted');
  const seconds = (last.atMs - first.atMs) / 1_000;
  const total = last.admitted - first.admitted;
  log(`${(total / seconds).toFixed(1)} of ${asked.perSecond} admissions/s`);
  return {
    askedPerSecond: asked.perSecond,
    seconds,
    admitted: total,
    batches: batches.length,
  };
}
