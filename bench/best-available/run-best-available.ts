import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { makeDecideHolds } from '@concert-mania/core/holds/decide-holds';
import type { DecideHolds, HoldCommand } from '@concert-mania/core/holds/hold-snapshot';
import type { HoldBatches } from '@concert-mania/core/holds/ports';
import { DATABASE_DEFAULTS, type Database, openDatabase } from '@concert-mania/db/connection/database';
import { migrateUp } from '@concert-mania/db/schema/migrator';
import { findOrStartServices } from '@concert-mania/local-stack/services';
import { makeSale, newId, type Sale } from '@concert-mania/testkit/data/builders';
import { openHoldPartitions } from '@concert-mania/testkit/data/hold-partitions';
import { describeMachine, type Machine } from '../lib/machine.ts';
import { watchOthers } from '../lib/quiet.ts';
import { BATCH, type BestAvailableBenchSettings, CASES } from './settings.ts';

const TIMEOUT_MS = 120_000;
/** Scatters the seats sold before over the house. */
const SCATTER = 7_919;
/** Longer than the ledger goes without counting free seats, so that every batch reads them. */
const COUNTED_AGAIN_MS = 100;

/** One batch, from its first statement to its commit. */
export interface BatchRun {
  readonly decisionMs: number;
  readonly transactionMs: number;
  readonly held: number;
}

export interface CaseResult {
  readonly house: number;
  readonly what: string;
  readonly runs: readonly BatchRun[];
}

export interface BestAvailableResults {
  readonly startedAt: string;
  readonly machine: Machine;
  readonly settings: BestAvailableBenchSettings;
  readonly cases: readonly CaseResult[];
  readonly coresElsewhere: number;
}

/** Decides full batches of requests for the best seats with the product's own ledger, in a PostgreSQL of its own. */
export async function runBestAvailable(options: {
  readonly settings: BestAvailableBenchSettings;
  readonly log: (line: string) => void;
}): Promise<BestAvailableResults> {
  const { settings, log } = options;
  const dataDir = resolve(import.meta.dirname, `../../.local/bench-best-available-${process.pid}`);
  const services = await findOrStartServices({ dataDir, log });
  try {
    const { databaseUrl, redisUrl } = services;
    await migrateUp(databaseUrl);
    const machine = await describeMachine({ databaseUrl, redisUrl, folder: dataDir });
    const startedAt = new Date().toISOString();
    const others = watchOthers();
    const cases = await measureCases(databaseUrl, settings, log);
    return { startedAt, machine, settings, cases, coresElsewhere: others() };
  } finally {
    await services.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function measureCases(
  url: string,
  settings: BestAvailableBenchSettings,
  log: (line: string) => void,
): Promise<readonly CaseResult[]> {
  const db = openDatabase({
    ...DATABASE_DEFAULTS,
    url,
    applicationName: 'bench',
    statementTimeoutMs: TIMEOUT_MS,
    onSlowQuery: () => undefined,
    onIdleError: (error) => log(error.message),
  });
  const partition = await openHoldPartitions({
    url,
    db,
    statementTimeoutMs: TIMEOUT_MS,
    frozenAfterSeconds: 600,
  }).claim(0);
  if (!partition) throw new Error('the partition of a fresh database has an owner');
  try {
    const results: CaseResult[] = [];
    for (const house of settings.houses) {
      for (const each of CASES) {
        const sale = await makeSale(db, { seats: house });
        const runs: BatchRun[] = [];
        // The first is not counted: nothing is compiled yet, and the plan is read.
        for (let run = 0; run <= settings.repetitions; run += 1) {
          await sellBefore(db, sale, each.takenShare);
          await pause(COUNTED_AGAIN_MS);
          const measured = await measureBatch(partition.batches, commandsFor(sale, each.wish));
          if (run > 0) runs.push(measured);
        }
        results.push({ house, what: each.what, runs });
        log(`${house} seats: ${each.what}`);
      }
    }
    return results;
  } finally {
    await partition.release();
    await db.close();
  }
}

/** Every repetition begins with the same house. */
const sellBefore = (db: Database, { performanceId }: Sale, share: number) =>
  db.query(
    `update seats set reservation_id =
       case when (seat_number * $2::bigint) % 1000 < $3::float8 * 1000 then 'res_sold_before' end
     where performance_id = $1`,
    [performanceId, SCATTER, share],
  );

const commandsFor = (sale: Sale, wish: (typeof CASES)[number]['wish']): readonly HoldCommand[] =>
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
      request: { bestAvailable: wish(party) },
    },
  }));

async function measureBatch(ledger: HoldBatches, commands: readonly HoldCommand[]): Promise<BatchRun> {
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
  return { decisionMs, transactionMs, held };
}
