import { setTimeout as pause } from 'node:timers/promises';
import { makeSeatStatusReader } from '@concert-mania/db/catalogue/seat-status-store';
import { makeKeys } from '@concert-mania/redis/keys';
import { makeSeatStatusCache } from '@concert-mania/redis/seats/seat-status-cache';
import { makeSale } from '@concert-mania/testkit/data/builders';
import { analyzeTables } from '@concert-mania/testkit/data/load-data';
import { describeMachine, type Machine } from '../lib/machine.ts';
import { cpuBetween, readMachineCpu } from '../lib/process-cpu.ts';
import { readMemory } from '../lib/process-memory.ts';
import { undisturbed } from '../lib/quiet.ts';
import { type RoomStack, startRoomStack } from '../waiting-room/room-stack.ts';
import { openReaders, openSilent } from './readers.ts';
import { READS, type SeatListBenchSettings } from './settings.ts';

export interface ReadsMeasured {
  readonly windowMs: number;
  readonly answers: number;
  readonly bytes: number;
  readonly cpuSeconds: Readonly<Record<string, number>>;
}

export interface SeatListResults {
  readonly startedAt: string;
  readonly machine: Machine;
  readonly settings: SeatListBenchSettings;
  readonly reads: readonly { readonly what: string; readonly measured: readonly ReadsMeasured[] }[];
  /** Resident memory of the API process in megabytes, and the most while the sockets were open. */
  readonly silent: { readonly before: number; readonly most: number; readonly after: number };
}

const ONLY_API = {
  api: 1,
  'admission-worker': 0,
  'hold-worker': 0,
  'payment-worker': 0,
  'expiry-worker': 0,
  'event-worker': 0,
  'notification-worker': 0,
  'mock-pg': 0,
} as const;
const CHANGE_EVERY_MS = 100;
const WATCH_SILENT_MS = 10_000;
const LOOK_EVERY_MS = 200;

/** Measures how often one API process sends the full list of seats, and what sockets cost that ask for it and never read. */
export async function runSeatList(options: {
  readonly settings: SeatListBenchSettings;
  readonly log: (line: string) => void;
}): Promise<SeatListResults> {
  const { settings, log } = options;
  const startedAt = new Date().toISOString();
  const bench = await startRoomStack({ inspect: false, log, replicas: ONLY_API });
  try {
    const { databaseUrl, redisUrl } = bench.stack;
    const machine = await describeMachine({ databaseUrl, redisUrl, folder: bench.dataDir });
    log(`a hall of ${settings.seats} seats`);
    const { performanceId } = await makeSale(bench.db, { seats: settings.seats });
    await analyzeTables(bench.db);
    const run = { bench, settings, performanceId, log };
    const reads = await measureAllReads(run);
    log(`${settings.silentSockets} sockets that never read`);
    return { startedAt, machine, settings, reads, silent: await measureSilent(run) };
  } finally {
    await bench.stop();
  }
}

interface Run {
  readonly bench: RoomStack;
  readonly settings: SeatListBenchSettings;
  readonly performanceId: string;
  readonly log: (line: string) => void;
}

const urlOf = ({ bench, performanceId }: Run): string =>
  `${bench.stack.apiUrls[0]}/v1/performances/${performanceId}/seats`;

async function measureAllReads(run: Run): Promise<SeatListResults['reads']> {
  const reads = READS.map((read) => ({ ...read, measured: [] as ReadsMeasured[] }));
  run.log('warming up');
  for (const read of reads) await measureReads(run, read);
  for (let repetition = 0; repetition < run.settings.repetitions; repetition += 1) {
    for (const read of reads) {
      const measured = await undisturbed(() => measureReads(run, read), run.log);
      read.measured.push(measured);
      run.log(`${read.what}: ${Math.round((measured.answers * 1_000) / measured.windowMs)}/s`);
    }
  }
  return reads.map(({ what, measured }) => ({ what, measured }));
}

async function measureReads(run: Run, read: (typeof READS)[number]): Promise<ReadsMeasured> {
  const { bench, settings } = run;
  const pids = new Map([...bench.watched(), ['generator', [process.pid]] as const]);
  const changes = read.changing ? changeSeats(run) : null;
  const readers = openReaders(urlOf(run), read.acceptEncoding, settings.connections);
  try {
    await pause(settings.warmupMs);
    const [before, cpuBefore, startedMs] = [readers.answers(), readMachineCpu(pids), performance.now()];
    await pause(settings.measureMs);
    const [after, cpuAfter] = [readers.answers(), readMachineCpu(pids)];
    return {
      windowMs: performance.now() - startedMs,
      answers: after.count - before.count,
      bytes: after.bytes - before.bytes,
      cpuSeconds: cpuBetween(cpuBefore, cpuAfter),
    };
  } finally {
    readers.close();
    await changes?.stop();
  }
}

let position = 0;

/** Has one seat change after another, as the relay of events would tell the cache. */
function changeSeats({ bench, settings, performanceId }: Run): { stop(): Promise<void> } {
  const cache = makeSeatStatusCache(bench.redis, makeKeys(), makeSeatStatusReader(bench.db));
  let stopped = false;
  const change = async (): Promise<void> => {
    while (!stopped) {
      position += 1;
      const seat = (position % settings.seats) + 1;
      await cache.apply(performanceId, [[seat, position % 2 === 0 ? 'A' : 'H']], position);
      await pause(CHANGE_EVERY_MS);
    }
  };
  const changing = change();
  return {
    stop: () => {
      stopped = true;
      return changing;
    },
  };
}

async function measureSilent(run: Run): Promise<SeatListResults['silent']> {
  const [pid] = run.bench.watched().get('API') ?? [];
  const resident = (): number => (pid === undefined ? Number.NaN : (readMemory(pid)?.resident ?? Number.NaN));
  const before = resident();
  const changes = changeSeats(run);
  const silent = await openSilent(urlOf(run), run.settings.silentSockets);
  let most = 0;
  for (let waited = 0; waited < WATCH_SILENT_MS; waited += LOOK_EVERY_MS) {
    await pause(LOOK_EVERY_MS);
    most = Math.max(most, resident());
  }
  silent.close();
  await changes.stop();
  await pause(LOOK_EVERY_MS);
  return { before, most, after: resident() };
}
