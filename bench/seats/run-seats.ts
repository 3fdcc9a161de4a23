import { randomUUID } from 'node:crypto';
import { makeSale, type Sale } from '@concert-mania/testkit/data/builders';
import { analyzeTables } from '@concert-mania/testkit/data/load-data';
import { describeMachine, type Machine } from '../lib/machine.ts';
import { undisturbed } from '../lib/quiet.ts';
import { type Measured, perSecond, runGenerator } from '../lib/run-generator.ts';
import { type RoomStack, startRoomStack } from '../waiting-room/room-stack.ts';
import { makeChanges, measureSpread, type SpreadMeasured } from './measure-spread.ts';
import type { SeatBenchSettings } from './settings.ts';
import { openViewers } from './viewers.ts';

export interface SeatResults {
  readonly startedAt: string;
  readonly machine: Machine;
  readonly settings: SeatBenchSettings;
  /** Of one whole answer. */
  readonly bodyBytes: number;
  readonly unchanged: readonly Measured[];
  readonly whole: readonly Measured[];
  readonly spreads: readonly SpreadMeasured[];
}

const MAX_REQUESTS = 10_000_000;
/** Measures how often one API process answers for all seats, and how soon a change reaches everybody who looks on. */
export async function runSeats(options: {
  readonly settings: SeatBenchSettings;
  readonly log: (line: string) => void;
}): Promise<SeatResults> {
  const { settings, log } = options;
  const startedAt = new Date().toISOString();
  const bench = await startRoomStack({
    inspect: false,
    log,
    replicas: {
      api: 1,
      'admission-worker': 0,
      'hold-worker': 0,
      'payment-worker': 0,
      'expiry-worker': 0,
      'event-worker': 1,
      'notification-worker': 0,
      'mock-pg': 0,
    },
  });
  try {
    const { databaseUrl, redisUrl } = bench.stack;
    const machine = await describeMachine({ databaseUrl, redisUrl, folder: bench.dataDir });
    log(`a hall of ${settings.seats} seats`);
    const sale = await makeSale(bench.db, { seats: settings.seats });
    await analyzeTables(bench.db);
    return { startedAt, machine, settings, ...(await measureAll(bench, sale, settings, log)) };
  } finally {
    await bench.stop();
  }
}

async function measureAll(
  bench: RoomStack,
  sale: Sale,
  settings: SeatBenchSettings,
  log: (line: string) => void,
): Promise<Pick<SeatResults, 'bodyBytes' | 'unchanged' | 'whole' | 'spreads'>> {
  const path = `/v1/performances/${sale.performanceId}/availability`;
  const { etag, bodyBytes } = await readOnce(`${bench.stack.apiUrls[0]}${path}`, settings.seats);
  const [unchanged, whole, spreads]: [Measured[], Measured[], SpreadMeasured[]] = [[], [], []];
  // A process that has just started compiles what it runs; it is measured when it has done so.
  log('warming up');
  await measureReads(bench, settings, { path, etag });
  await measureReads(bench, settings, { path, etag: null });
  for (let repetition = 0; repetition < settings.repetitions; repetition += 1) {
    const [known, unknown] = [
      await undisturbed(() => measureReads(bench, settings, { path, etag }), log),
      await undisturbed(() => measureReads(bench, settings, { path, etag: null }), log),
    ];
    unchanged.push(known);
    whole.push(unknown);
    log(`304: ${Math.round(perSecond(known))}/s, 200: ${Math.round(perSecond(unknown))}/s`);
  }
  log(`${settings.viewers} viewers`);
  const events = `/v1/performances/${sale.performanceId}/seats/events`;
  const viewers = await openViewers(bench.stack.apiUrls[0] ?? '', events, settings.viewers);
  try {
    const changes = makeChanges(bench.db, sale);
    for (let repetition = 0; repetition < settings.repetitions; repetition += 1) {
      spreads.push(await measureSpread(viewers, changes, settings.changes));
      log(`p50 until the last viewer: ${spreads.at(-1)?.last.p50Ms.toFixed(0)} ms`);
    }
  } finally {
    viewers.close();
  }
  return { bodyBytes, unchanged, whole, spreads };
}

async function readOnce(url: string, seats: number) {
  const answer = await fetch(url);
  const text = await answer.text();
  const etag = answer.headers.get('etag');
  if (answer.status !== 200 || etag === null || text.length < seats)
    throw new Error(`the availability is not whole: ${answer.status} ${text.slice(0, 200)}`);
  return { etag, bodyBytes: text.length };
}

function measureReads(
  { stack, watched }: RoomStack,
  { connections, warmupMs, measureMs }: SeatBenchSettings,
  read: { readonly path: string; readonly etag: string | null },
): Promise<Measured> {
  return runGenerator(
    {
      urls: stack.apiUrls,
      tokens: [],
      run: randomUUID(),
      protocol: { kind: 'read', ...read },
      shape: { kind: 'closed' },
      timeRefusals: false,
      connections,
      journeys: MAX_REQUESTS,
      warmupMs,
      measureMs,
    },
    watched(),
  );
}
