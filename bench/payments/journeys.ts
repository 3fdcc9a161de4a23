import { setTimeout as pause } from 'node:timers/promises';
import { makeSale } from '@concert-mania/testkit/data/builders';
import {
  analyzeTables,
  checkpoint,
  countConfirmed,
  fillWallets,
  lookAtTransactions,
  makeAccounts,
} from '@concert-mania/testkit/data/load-data';
import type { Payment } from '../generator/plan.ts';
import { type Measured, runGenerator } from '../generator/run-generator.ts';
import { mintTokens } from '../measuring/mint-tokens.ts';
import type { Bench } from '../measuring/stack.ts';
import type { PaymentSettings } from './settings.ts';

export interface JourneysMeasured extends Measured {
  /** The longest that an open transaction of the payment-worker was seen waiting for the worker. */
  readonly longestIdleMs: number;
}

const BALANCE = 1_000_000;

/** Sends each fan on a whole journey. Throws if clients and database disagree. */
export async function measureJourneys(
  bench: Bench,
  settings: PaymentSettings,
  payment: Payment,
  connections: number,
): Promise<JourneysMeasured> {
  const { db, stack } = bench;
  const { journeys, warmupMs, measureMs } = settings;
  const accounts = await makeAccounts(db, journeys);
  if (payment.method === 'wallet') await fillWallets(db, accounts, BALANCE);
  const sale = await makeSale(db, {
    seats: journeys,
    waitingRoomEnabled: true,
    maxActive: journeys,
    admitPerSecond: journeys,
  });
  await analyzeTables(db);
  await checkpoint(db);
  const wishes = { kind: 'every-seat', performances: [sale.performanceId], seatsEach: journeys } as const;
  const watch = watchTransactions(db);
  const measured = await runGenerator(
    {
      urls: stack.apiUrls,
      tokens: mintTokens(bench.jwtSecret, accounts),
      protocol: { kind: 'journey', concert: sale.concertId, wishes, ...payment },
      connections,
      journeys,
      warmupMs,
      measureMs,
    },
    bench.watched(),
  ).finally(watch.end);
  const confirmed = await countConfirmed(db, sale.performanceId);
  if (confirmed !== measured.succeededInAll)
    throw new Error(`${measured.succeededInAll} clients received "confirmed", the database has ${confirmed}`);
  return { ...measured, longestIdleMs: watch.longestIdleMs() };
}

const LOOK_EVERY_MS = 25;

function watchTransactions(db: Bench['db']) {
  let longestMs = 0;
  let over = false;
  const look = async () => {
    while (!over) {
      longestMs = Math.max(longestMs, (await lookAtTransactions(db, 'payment-worker')).longestIdleMs);
      await pause(LOOK_EVERY_MS);
    }
  };
  const looking = look();
  return {
    longestIdleMs: () => longestMs,
    end: () => {
      over = true;
      return looking;
    },
  };
}
