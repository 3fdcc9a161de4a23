/** How much a run measures. */
export interface PaymentSettings {
  readonly repetitions: number;
  readonly warmupMs: number;
  readonly measureMs: number;
  /** Fans on their way at once where the wallet pays. */
  readonly connections: number;
  /** Journeys prepared for each measurement, each with an account and a seat of its own. */
  readonly journeys: number;
  readonly gatewayLatencyMs: number;
  /** Calls to the gateway that one payment-worker has under way at most: each is measured. */
  readonly concurrencies: readonly number[];
}

export const FULL: PaymentSettings = {
  repetitions: 3,
  warmupMs: 4_000,
  measureMs: 6_000,
  connections: 200,
  journeys: 15_000,
  gatewayLatencyMs: 100,
  concurrencies: [5, 10, 20, 40],
};

export const QUICK: PaymentSettings = {
  ...FULL,
  repetitions: 1,
  warmupMs: 1_500,
  measureMs: 3_000,
  journeys: 6_000,
  concurrencies: [5, 20],
};
