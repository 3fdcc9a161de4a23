import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '@concert-mania/db/connection/database';
import type { Sale } from '@concert-mania/testkit/data/builders';
import { makeAccounts } from '@concert-mania/testkit/data/load-data';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { type LatencySummary, makeLatencies } from '../lib/latencies.ts';
import type { Viewers } from './viewers.ts';

/** From the commit of a change until the first viewer, and until the last one, was told of it. */
export interface SpreadMeasured {
  readonly first: LatencySummary;
  readonly last: LatencySummary;
}

/** Between two changes: longer than the relay's longest rest, so that a change meets it wherever in its rest it is. */
const BETWEEN_MS = 200;

/** Each call holds one more seat as the hold-worker would, and answers when it was committed, by `performance.now()`. */
export function makeChanges(db: Database, sale: Sale): () => Promise<number> {
  let seatNumber = 0;
  return async () => {
    seatNumber += 1;
    const [accountId] = await makeAccounts(db, 1);
    if (accountId === undefined) throw new Error('no account was made');
    await makeHold(db, { sale, accountId, seatNumbers: [seatNumber] });
    return performance.now();
  };
}

/** Makes changes one after another, far enough apart that none meets the one before. */
export async function measureSpread(
  viewers: Viewers,
  change: () => Promise<number>,
  changes: number,
): Promise<SpreadMeasured> {
  const [first, last] = [makeLatencies(changes), makeLatencies(changes)];
  for (let n = 0; n < changes; n += 1) {
    await pause(BETWEEN_MS + Math.random() * BETWEEN_MS);
    const told = viewers.nextChange();
    const committedMs = await change();
    const { firstMs, lastMs } = await told;
    // The relay may read a commit before its writer hears of it.
    first.add(Math.max(0, firstMs - committedMs));
    last.add(lastMs - committedMs);
  }
  return { first: first.summary(), last: last.summary() };
}
