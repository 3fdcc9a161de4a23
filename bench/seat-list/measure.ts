import { makeSale, type Sale } from '@concert-mania/testkit/data/builders';
import { analyzeTables } from '@concert-mania/testkit/data/load-data';
import { addressLine } from '../floods/measure.ts';
import { type Measured, runGenerator } from '../generator/run-generator.ts';
import { inTurns, mostElsewhere } from '../measuring/quiet.ts';
import { type Bench, only, withBench } from '../measuring/stack.ts';
import { measureYardsticks } from '../measuring/yardsticks.ts';
import { figureOf } from '../report/series.ts';
import { whole } from '../report/tables.ts';
import type { Figure, RunOptions, Scenario } from '../scenario.ts';
import { changeSeats } from './changing-seats.ts';
import { reportSeatList, type SeatListResults } from './report.ts';
import { FULL, QUICK, READS, type Read, type SeatListSettings } from './settings.ts';
import { measureSilent } from './silent-readers.ts';
import { measureSpread } from './viewers.ts';

type Options = Pick<RunOptions<SeatListSettings>, 'settings' | 'log'>;

/** Seats of a large performance for many readers, for silent readers, and for viewers. */
export const seatList: Scenario<SeatListSettings> = {
  title: 'Seat list',
  full: FULL,
  quick: QUICK,
  run: async (options) => {
    const { settings, log } = options;
    const measured = await withBench(
      { replicas: only({ api: 1, 'event-worker': 1 }), log },
      async (bench) => {
        const sale = await makeSale(bench.db, { seats: settings.seats });
        await analyzeTables(bench.db);
        const yardsticks = await measureYardsticks(bench, settings.connections, log);
        log(`${settings.viewers} viewers`);
        const spread = await measureSpread(bench, sale, settings);
        const reads = await measureReads(bench, sale, options);
        log(`${settings.silentSockets} sockets that never read`);
        const changes = changeSeats(bench, { ...sale, seats: settings.seats });
        const silent = await measureSilent(bench, pathOf(sale, 'seats'), settings.silentSockets);
        await changes.stop();
        return { machine: bench.machine, yardsticks, reads, silent, spread };
      },
    );
    const results: SeatListResults = { settings, ...measured };
    return {
      machine: measured.machine,
      sections: reportSeatList(results),
      figures: results.reads.map(
        ({ name, runs }): Figure => [
          `state of ${whole(settings.seats)} seats: ${name}`,
          figureOf('answers/s', { runs }),
        ],
      ),
      coresElsewhere: mostElsewhere(results.reads.flatMap(({ runs }) => runs)),
      results,
    };
  },
};

const pathOf = (sale: Sale, resource: Read['resource']) =>
  `/v1/performances/${sale.performanceId}/${resource}`;

async function measureReads(bench: Bench, sale: Sale, { settings, log }: Options) {
  const loads = READS.map((read) => [read.name, () => measureRead(bench, sale, read, settings)] as const);
  const measured = await inTurns(Object.fromEntries(loads), settings, log);
  const reads: SeatListResults['reads'][number][] = [];
  for (const read of READS) {
    const { bytes } = await readOnce(bench, sale, read);
    reads.push({ name: read.name, bytes, runs: measured[read.name] ?? [] });
  }
  return reads;
}

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
  const changes = read.changing ? changeSeats(bench, { ...sale, seats }) : null;
  const condition = read.known ? `If-None-Match: ${etag}\r\n` : '';
  try {
    return await runGenerator(
      {
        urls: bench.stack.apiUrls,
        headers: Array.from(
          { length: connections },
          (_, n) => `Accept-Encoding: ${read.encoding}\r\n${condition}${addressLine(n)}`,
        ),
        protocol: {
          kind: 'request',
          method: 'GET',
          path: pathOf(sale, read.resource),
          expected: { status: read.known ? 304 : 200 },
          discardBodies: true,
        },
        connections,
        warmupMs,
        measureMs,
      },
      bench.watched(),
    );
  } finally {
    await changes?.stop();
  }
}
