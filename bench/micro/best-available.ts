import { setTimeout as pause } from 'node:timers/promises';
import type { SeatRequest } from '@concert-mania/core/holds/commands';
import { makeDecideHolds } from '@concert-mania/core/holds/decide-holds';
import type { DecideHolds, HoldCommand } from '@concert-mania/core/holds/hold-snapshot';
import type { HoldBatches } from '@concert-mania/core/holds/ports';
import type { Database } from '@concert-mania/db/connection/database';
import { makeSale, newId, type Sale } from '@concert-mania/testkit/data/builders';
import { openHoldPartitions } from '@concert-mania/testkit/data/hold-partitions';
import { type MicroBench, type Row, repeat } from './row.ts';

type Wish = Extract<SeatRequest, { readonly bestAvailable: unknown }>['bestAvailable'];

/** As many as a hold-worker takes into one transaction. */
const BATCH = 256;
const TOGETHER = { adjacent: true, preventOrphans: true, accessible: 0 };

/** Wishes of the parties, and the share of the house that is sold here and there before. */
const CASES: readonly (readonly [what: string, soldShare: number, wish: (party: number) => Partial<Wish>])[] =
  [
    ['together, no single seat left', 0, () => ({})],
    ['the same, half sold', 0.5, () => ({})],
    [
      'of a grade, some with a companion, half sold',
      0.5,
      (party) => ({ quantity: 2, grade: party % 2 === 0 ? 'VIP' : 'R', accessible: Number(party % 8 === 0) }),
    ],
    ['apart if need be, nine in ten sold', 0.9, () => ({ adjacent: false })],
  ];

/** Longer than the ledger goes without counting free seats, so that every batch reads them. */
const COUNTED_AGAIN_MS = 100;

/** Decides full batches of best-seat requests, one transaction each, as the product does. */
export async function measureBestAvailable({ db, stack, settings }: MicroBench): Promise<readonly Row[]> {
  const limits = { statementTimeoutMs: 120_000, frozenAfterSeconds: 600 };
  const partition = await openHoldPartitions({ url: stack.databaseUrl, db, ...limits }).claim(0);
  if (!partition) throw new Error('partition 0 of a fresh database has an owner');
  const rows: Row[] = [];
  try {
    for (const [what, soldShare, wish] of CASES) {
      const sale = await makeSale(db, { seats: settings.house });
      const measure = async () => {
        await sellBefore(db, sale, soldShare);
        await pause(COUNTED_AGAIN_MS);
        return measureBatch(partition.batches, commandsFor(sale, wish));
      };
      const runs = await repeat(settings.repetitions, measure, 1);
      const name = `${BATCH} parties in ${settings.house} seats, ${what}`;
      rows.push({ what: `${name}: decide`, unit: 'ms', values: runs.map((run) => run.decisionMs) });
      rows.push({ what: `${name}: transaction`, unit: 'ms', values: runs.map((run) => run.transactionMs) });
    }
    return rows;
  } finally {
    await partition.release();
  }
}

/** Scatters the seats sold before over the house. Every repetition begins with the same house. */
const sellBefore = (db: Database, { performanceId }: Sale, share: number) =>
  db.query(
    `update seats set reservation_id =
       case when (seat_number * 7919::bigint) % 1000 < $2::float8 * 1000 then 'res_sold_before' end
     where performance_id = $1`,
    [performanceId, share],
  );

const commandsFor = (sale: Sale, wish: (party: number) => Partial<Wish>): readonly HoldCommand[] =>
  Array.from({ length: BATCH }, (_, party) => ({
    jobId: `job_${newId('res').slice('res_'.length)}`,
    accountId: newId('usr'),
    fingerprint: 'f',
    acceptedAt: new Date(),
    admitted: false,
    payload: {
      concertId: sale.concertId,
      performanceId: sale.performanceId,
      queueToken: null,
      request: { bestAvailable: { ...TOGETHER, quantity: 1 + (party % 4), ...wish(party) } },
    },
  }));

async function measureBatch(ledger: HoldBatches, commands: readonly HoldCommand[]) {
  const decide = makeDecideHolds(newId);
  let decisionMs = 0;
  const timed: DecideHolds = (book, batch) => {
    const startedMs = performance.now();
    const decisions = decide(book, batch);
    decisionMs += performance.now() - startedMs;
    return decisions;
  };
  const startedMs = performance.now();
  const { outcomes, ready } = await ledger.decideInOrder(commands, timed);
  const transactionMs = performance.now() - startedMs;
  await ready;
  const held = [...outcomes.values()].filter(({ outcome }) => outcome.status === 'succeeded').length;
  if (held !== commands.length) throw new Error(`${held} of ${commands.length} parties were served`);
  return { decisionMs, transactionMs };
}
