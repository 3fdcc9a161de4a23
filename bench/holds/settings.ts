/** How much a run of the bench measures. */
export interface HoldBenchSettings {
  readonly repetitions: number;
  readonly warmupMs: number;
  readonly measureMs: number;
  readonly seats: number;
  readonly accounts: number;
  /** Journeys under way at once where the load is closed. */
  readonly connections: number;
  /** API processes, and as many of the baseline. */
  readonly apis: number;
  /** Connections to PostgreSQL that the baseline is tried with; the fastest is used. */
  readonly poolSizes: readonly number[];
}

export const FULL: HoldBenchSettings = {
  repetitions: 5,
  warmupMs: 1_500,
  measureMs: 4_500,
  seats: 60_000,
  accounts: 15_000,
  connections: 500,
  apis: 1,
  poolSizes: [8, 16, 32],
};

export const QUICK: HoldBenchSettings = {
  ...FULL,
  repetitions: 1,
  warmupMs: 700,
  measureMs: 2_000,
  seats: 24_000,
  accounts: 6_000,
  poolSizes: [16],
};

/** Who decides: the product, or the conventional design in one of its forms. */
export const VARIANTS = ['product', 'row-lock', 'optimistic', 'redis-lock'] as const;
export type Variant = (typeof VARIANTS)[number];
