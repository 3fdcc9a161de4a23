import type { Payment } from '../generator/plan.ts';
import type { CallsAtOnce } from './systems.ts';

/** A way to pay, and how many fans are on their way at once. */
export interface Way {
  readonly name: string;
  readonly payment: Payment;
  readonly callsAtOnce: CallsAtOnce;
  readonly connections: number;
}

export const WALLET: Way = {
  name: 'wallet',
  payment: { method: 'wallet' },
  callsAtOnce: 20,
  connections: 300,
};
const gateway = (latencyMs: number, callsAtOnce: CallsAtOnce): Way => ({
  name: `gateway of ${latencyMs} ms, ${callsAtOnce} calls at once`,
  payment: { method: 'gateway', latencyMs },
  callsAtOnce,
  // Enough to keep all calls busy, with the time that a fan spends elsewhere on the way.
  connections: callsAtOnce === 20 ? 300 : 600,
});

/** How much a run measures. */
export const FULL = {
  /** The wallet is the first. */
  ways: [WALLET, gateway(0, 20), gateway(100, 20), gateway(100, 200), gateway(1_000, 200)] as readonly [
    Way,
    ...Way[],
  ],
  /** Of the wallet; the other ways are measured less often. */
  repetitions: 3,
  otherRepetitions: 2,
  /** A run is long: a disturbed one is taken again only once. */
  mostAttempts: 2,
  warmupMs: 1_500,
  measureMs: 4_000,
  /** Journeys prepared for each measurement, each with an account and a seat of its own. */
  journeys: 8_000,
  /** How long a run waits for what its journeys left for later. */
  drainMs: 30_000,
  /** Rates of the saturation curve, as shares of the rate at full load. */
  curve: [0.1, 0.4, 0.7, 0.9, 1.1],
  /** The account of single steps: so many journeys, and all that they leave for later. */
  account: { journeys: 3_000, connections: 100, warmupMs: 0, measureMs: 60_000, drainMs: 60_000 },
};
export type JourneySettings = typeof FULL;

export const QUICK: JourneySettings = {
  ...FULL,
  ways: [WALLET, gateway(100, 20)],
  repetitions: 1,
  otherRepetitions: 1,
  warmupMs: 1_000,
  measureMs: 3_000,
  journeys: 5_000,
  curve: [0.7],
  account: { ...FULL.account, journeys: 1_000 },
};
