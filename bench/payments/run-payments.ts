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
import { describeMachine, type Machine } from '../lib/machine.ts';
import type { Payment } from '../lib/plan.ts';
import { type ProcessMemory, readMemory } from '../lib/process-memory.ts';
import { undisturbed } from '../lib/quiet.ts';
import { type Measured, perSecond, runGenerator } from '../lib/run-generator.ts';
import { mintTokens } from '../waiting-room/mint-tokens.ts';
import { type PaymentStack, startPaymentStack } from './payment-stack.ts';
import type { PaymentBenchSettings } from './settings.ts';

/** What sessions of the payment-worker did, looked at again and again within the measured window. */
export interface TransactionsSeen {
  readonly looks: number;
  readonly mostOpen: number;
  /** How many were waiting for the worker at a look, on average. */
  readonly meanIdle: number;
  /** The longest that a transaction was seen to wait for its worker. */
  readonly longestIdleMs: number;
  /** Looks that found one waiting nearly as long as a call to the gateway takes. */
  readonly openDuringCall: number;
}

export interface JourneysMeasured extends Measured {
  readonly transactions: TransactionsSeen;
}

export interface PaymentResults {
  readonly startedAt: string;
  readonly machine: Machine;
  readonly settings: PaymentBenchSettings;
  /** What each process has in memory before anybody comes. */
  readonly idle: readonly { readonly name: string; readonly memory: ProcessMemory }[];
  readonly wallet: readonly JourneysMeasured[];
  readonly gateway: readonly { readonly concurrency: number; readonly measured: JourneysMeasured }[];
}

const LOOK_EVERY_MS = 25;
const BALANCE = 1_000_000;
const WALLET_CONCURRENCY = 20;
/** So many fans for each call under way: enough to keep every one of them busy. */
const FANS_PER_CALL = 4;
/** Of several calls under way, one is always that close to its end: its transaction, if it had one open, would have waited as long. */
const OPEN_DURING_CALL = 0.9;

/** Measures whole journeys: paid from the wallet, as many as the machine takes; then by a slow gateway, by concurrency. */
export async function runPayments(options: {
  readonly settings: PaymentBenchSettings;
  readonly log: (line: string) => void;
}): Promise<PaymentResults> {
  const { settings, log } = options;
  const startedAt = new Date().toISOString();
  const wallet: JourneysMeasured[] = [];
  const gateway: { concurrency: number; measured: JourneysMeasured }[] = [];
  const machine = await withStack(WALLET_CONCURRENCY, log, async (bench) => {
    // A process that has just started compiles what it runs; it is measured when it has done so.
    log('warming up');
    await measure(bench, settings, { method: 'wallet' }, settings.connections);
    for (let repetition = 0; repetition < settings.repetitions; repetition += 1) {
      const measured = await undisturbed(
        () => measure(bench, settings, { method: 'wallet' }, settings.connections),
        log,
      );
      log(`from the wallet: ${Math.round(perSecond(measured))} journeys/s`);
      wallet.push(measured);
    }
    return describeMachine({ ...bench.stack, folder: bench.dataDir });
  });
  // Not the first start: what that one compiled has been kept since it ended.
  const idle = await withStack(WALLET_CONCURRENCY, log, measureIdle);
  for (const concurrency of settings.concurrencies) {
    await withStack(concurrency, log, async (bench) => {
      const window = { url: bench.stack.mockPgUrl, scenario: `delay:${settings.gatewayLatencyMs}` };
      const payment: Payment = { method: 'gateway', gateway: window };
      const measured = await undisturbed(
        () => measure(bench, settings, payment, concurrency * FANS_PER_CALL),
        log,
      );
      log(`by the gateway, ${concurrency} calls at once: ${Math.round(perSecond(measured))} journeys/s`);
      gateway.push({ concurrency, measured });
    });
  }
  return { startedAt, machine, settings, idle, wallet, gateway };
}

const SETTLE_MS = 10_000;

/** After a while without work: what starting took has been given back by then, as far as it is. */
async function measureIdle({ stack }: PaymentStack): Promise<PaymentResults['idle']> {
  await pause(SETTLE_MS);
  return stack.processes.flatMap(({ name, pid }) => {
    const memory = pid === undefined ? null : readMemory(pid);
    return memory === null ? [] : { name, memory };
  });
}

async function withStack<T>(
  concurrency: number,
  log: (line: string) => void,
  work: (bench: PaymentStack) => Promise<T>,
): Promise<T> {
  const bench = await startPaymentStack({ concurrency, log });
  try {
    return await work(bench);
  } finally {
    await bench.stop();
  }
}

let runs = 0;
async function measure(
  { db, stack, jwtSecret, watched }: PaymentStack,
  settings: PaymentBenchSettings,
  payment: Payment,
  connections: number,
): Promise<JourneysMeasured> {
  runs += 1;
  const accounts = await makeAccounts(db, settings.journeys);
  if (payment.method === 'wallet') await fillWallets(db, accounts, BALANCE);
  const sale = await makeSale(db, {
    seats: settings.journeys,
    waitingRoomEnabled: true,
    maxActive: settings.journeys,
    admitPerSecond: settings.journeys,
  });
  await analyzeTables(db);
  await checkpoint(db);
  const looks = startLooking(db, settings.gatewayLatencyMs * OPEN_DURING_CALL);
  const measured = await runGenerator(
    {
      urls: stack.apiUrls,
      tokens: mintTokens(jwtSecret, accounts),
      run: `run-${runs}`,
      protocol: { kind: 'journey', concert: sale.concertId, ...payment },
      requests: {
        kind: 'every-seat',
        performances: [sale.performanceId],
        seatsEach: settings.journeys,
      },
      shape: { kind: 'closed' },
      timeRefusals: false,
      connections,
      journeys: settings.journeys,
      warmupMs: settings.warmupMs,
      measureMs: settings.measureMs,
    },
    watched(),
    looks.onWindow,
  );
  const transactions = await looks.end();
  const confirmed = await countConfirmed(db, sale.performanceId);
  if (confirmed !== measured.succeededInAll) {
    throw new Error(`${measured.succeededInAll} were told "confirmed", ${confirmed} are`);
  }
  return { ...measured, transactions };
}

function startLooking(db: PaymentStack['db'], tooLongMs: number) {
  let looks = 0;
  let mostOpen = 0;
  let idle = 0;
  let longestIdleMs = 0;
  let openDuringCall = 0;
  let within = false;
  let over = false;
  const look = async () => {
    while (!over) {
      await pause(LOOK_EVERY_MS);
      if (!within) continue;
      const seen = await lookAtTransactions(db, 'payment-worker');
      looks += 1;
      mostOpen = Math.max(mostOpen, seen.open);
      idle += seen.idle;
      longestIdleMs = Math.max(longestIdleMs, seen.longestIdleMs);
      if (seen.longestIdleMs > tooLongMs) openDuringCall += 1;
    }
  };
  const ended = look();
  return {
    onWindow: (event: 'begin' | 'end') => {
      within = event === 'begin';
    },
    end: async (): Promise<TransactionsSeen> => {
      over = true;
      await ended;
      return { looks, mostOpen, meanIdle: idle / Math.max(looks, 1), longestIdleMs, openDuringCall };
    },
  };
}
