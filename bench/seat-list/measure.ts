import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { makeSeatStatusReader } from '@concert-mania/db/catalogue/seat-status-store';
import { makeKeys } from '@concert-mania/redis/keys';
import { makeSeatStatusCache } from '@concert-mania/redis/seats/seat-status-cache';
import { makeSale, type Sale } from '@concert-mania/testkit/data/builders';
import { analyzeTables } from '@concert-mania/testkit/data/load-data';
import { type Measured, runGenerator } from '../generator/run-generator.ts';
import { readMemory } from '../measuring/process-cpu.ts';
import { inTurns, mostElsewhere } from '../measuring/quiet.ts';
import { addressLine, type Bench, only, withBench } from '../measuring/stack.ts';
import { measureYardsticks } from '../measuring/yardsticks.ts';
import { coresWorth, figureOf, loadSections, turnsLine } from '../report/series.ts';
import { table, whole } from '../report/tables.ts';
import type { Scenario } from '../scenario.ts';
import { measureSpread, spreadTable } from './viewers.ts';

const FULL = {
  seats: 20_000,
  repetitions: 5,
  warmupMs: 1_500,
  measureMs: 4_000,
  connections: 64,
  /** Sockets that ask for the list and never read. */
  silentSockets: 500,
  /** Viewers of the stream of seat events, and the changes they receive. */
  viewers: 2_000,
  changes: 100,
};
type SeatListSettings = typeof FULL;

interface Read {
  readonly resource: 'availability' | 'seats';
  readonly encoding: 'br' | 'gzip' | 'identity';
  /** Whether the client has the version already and gets 304. */
  readonly known?: boolean;
  /** Whether a seat changes every 100 ms meanwhile. */
  readonly changing?: boolean;
}

const READS: Readonly<Record<string, Read>> = {
  'availability, unchanged (304)': { resource: 'availability', encoding: 'identity', known: true },
  availability: { resource: 'availability', encoding: 'identity' },
  'list, br': { resource: 'seats', encoding: 'br' },
  'list, gzip': { resource: 'seats', encoding: 'gzip' },
  'list, plain': { resource: 'seats', encoding: 'identity' },
  'list, br, seats change': { resource: 'seats', encoding: 'br', changing: true },
  'list, plain, seats change': { resource: 'seats', encoding: 'identity', changing: true },
};

/** Seats of a large performance for many readers, for silent readers, and for viewers. */
export const seatList: Scenario<SeatListSettings> = {
  title: 'Seat list',
  full: FULL,
  quick: { repetitions: 1, warmupMs: 700, measureMs: 2_000, changes: 20 },
  run: ({ settings, ...context }) =>
    withBench({ ...context, replicas: only({ api: 1, 'event-worker': 1 }) }, async (bench) => {
      const { log } = bench;
      const sale = await makeSale(bench.db, { seats: settings.seats });
      await analyzeTables(bench.db);
      const yardsticks = await measureYardsticks(bench, settings.connections);
      log(`${settings.viewers} viewers`);
      const spread = await measureSpread(bench, sale, settings);
      const loads = Object.entries(READS).map(
        ([name, read]) => [name, () => measureRead(bench, sale, read, settings)] as const,
      );
      const reads = await inTurns(Object.fromEntries(loads), settings, log);
      const bytes = new Map<string, number>();
      for (const [name, read] of Object.entries(READS))
        bytes.set(name, (await readOnce(bench, sale, read)).bytes);
      log(`${settings.silentSockets} sockets that never read`);
      const silent = await measureSilent(bench, sale, settings);
      return {
        machine: bench.machine,
        sections: [
          `## The state of ${whole(settings.seats)} seats`,
          `\`GET /v1/performances/{id}/availability\` and \`/seats\`. ${turnsLine(settings)} ${settings.connections} connections to one API process, one request at a time on each. Bytes are those of a whole answer. A core's worth: answers divided by the CPU seconds of the API process. Where seats change, one does every 100 ms.`,
          ...loadSections(
            reads,
            { unit: 'per second', each: 'answer', yardsticks },
            { bytes: ({ name }) => whole(bytes.get(name) ?? Number.NaN), ...coresWorth },
          ),
          `## ${whole(settings.silentSockets)} sockets that ask and never read`,
          'Each asks once for the plain list, from an address of its own, while a seat changes every 100 ms. Resident memory of the API process in megabytes, the most of 10 s with the sockets open.',
          table([silent], {
            before: ({ before }) => whole(before),
            'the most meanwhile': ({ most }) => whole(most),
            after: ({ after }) => whole(after),
          }),
          `## From commit to ${whole(settings.viewers)} viewers`,
          `One API process tells everybody who follows the performance's events of a hold. Time from when the writer hears of its commit; ${settings.changes} changes, one after another, 200 to 400 ms apart. The viewers run in one process of the same machine.`,
          spreadTable(spread),
        ],
        figures: reads.map(
          (row) =>
            [`state of ${whole(settings.seats)} seats: ${row.name}`, figureOf('answers/s', row)] as const,
        ),
        coresElsewhere: mostElsewhere(reads.flatMap(({ runs }) => runs)),
        results: { settings, yardsticks, reads, silent, spread },
      };
    }),
};

const pathOf = (sale: Sale, resource: Read['resource']) =>
  `/v1/performances/${sale.performanceId}/${resource}`;

async function readOnce({ stack }: Bench, sale: Sale, { resource, encoding }: Read) {
  const headers = { 'accept-encoding': encoding };
  const answer = await fetch(`${stack.apiUrls[0]}${pathOf(sale, resource)}`, { headers });
  const [etag, length] = [answer.headers.get('etag'), answer.headers.get('content-length')];
  await answer.arrayBuffer();
  if (answer.status !== 200 || etag === null || length === null)
    throw new Error(`${resource}: ${answer.status}, ETag ${etag}, Content-Length ${length}`);
  return { etag, bytes: Number(length) };
}

async function measureRead(
  bench: Bench,
  sale: Sale,
  read: Read,
  { seats, connections, warmupMs, measureMs }: SeatListSettings,
): Promise<Measured> {
  const { etag } = await readOnce(bench, sale, read);
  const stopChanges = read.changing ? changeSeats(bench, sale, seats) : null;
  const condition = read.known ? `If-None-Match: ${etag}\r\n` : '';
  const headers = Array.from(
    { length: connections },
    (_, n) => `Accept-Encoding: ${read.encoding}\r\n${condition}${addressLine(n)}`,
  );
  const path = pathOf(sale, read.resource);
  const expected = { status: read.known ? 304 : 200 };
  try {
    return await runGenerator(
      {
        urls: bench.stack.apiUrls,
        headers,
        protocol: { kind: 'request', method: 'GET', path, expected, discardBodies: true },
        connections,
        warmupMs,
        measureMs,
      },
      bench.watched(),
    );
  } finally {
    await stopChanges?.();
  }
}

const CHANGE_EVERY_MS = 100;
let position = 0;

/** Changes one seat after another in the seat status cache, as the relay of events does. */
function changeSeats({ redis, db }: Bench, { performanceId }: Sale, seats: number): () => Promise<void> {
  const cache = makeSeatStatusCache(redis, makeKeys(), makeSeatStatusReader(db));
  let stopped = false;
  const change = async (): Promise<void> => {
    while (!stopped) {
      position += 1;
      const seat = (position % seats) + 1;
      await cache.apply(performanceId, [[seat, position % 2 === 0 ? 'A' : 'H']], position);
      await pause(CHANGE_EVERY_MS);
    }
  };
  const changing = change();
  return () => {
    stopped = true;
    return changing;
  };
}

const WATCH_MS = 10_000;
const LOOK_EVERY_MS = 200;

/** Asks from many addresses and never reads. Returns megabytes of the API process. */
async function measureSilent(bench: Bench, sale: Sale, { silentSockets, seats }: SeatListSettings) {
  const [pid] = bench.watched().get('api') ?? [];
  const resident = (): number => readMemory(pid)?.resident ?? Number.NaN;
  const stopChanges = changeSeats(bench, sale, seats);
  const before = resident();
  const url = new URL(pathOf(sale, 'seats'), bench.stack.apiUrls[0]);
  const sockets = await Promise.all(Array.from({ length: silentSockets }, (_, n) => openSilent(url, n)));
  let most = 0;
  for (let waited = 0; waited < WATCH_MS; waited += LOOK_EVERY_MS) {
    await pause(LOOK_EVERY_MS);
    most = Math.max(most, resident());
  }
  for (const socket of sockets) socket.destroy();
  await pause(LOOK_EVERY_MS);
  await stopChanges();
  return { before, most, after: resident() };
}

const openSilent = ({ hostname, port, pathname }: URL, n: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.on('error', reject);
    socket.pause();
    const request = `GET ${pathname} HTTP/1.1\r\nHost: localhost\r\n${addressLine(n)}\r\n`;
    socket.on('connect', () => socket.write(request, () => resolve(socket)));
  });
