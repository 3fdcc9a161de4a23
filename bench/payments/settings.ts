/** How much a run measures. */
export const FULL = {
  repetitions: 3,
  warmupMs: 4_000,
  measureMs: 6_000,
  /** Fans on their way at once where the wallet pays. */
  connections: 200,
  /** Journeys prepared for each measurement, each with an account and a seat of its own. */
  journeys: 15_000,
  gatewayLatencyMs: 100,
  /** Calls to the gateway that one payment-worker has under way at most: each is measured. */
  concurrencies: [5, 10, 20, 40],
};
export type PaymentSettings = typeof FULL;

export const QUICK: PaymentSettings = {
  ...FULL,
  repetitions: 1,
  warmupMs: 1_500,
  measureMs: 3_000,
  journeys: 6_000,
  concurrencies: [5, 20],
};
