/** How much a run of the bench measures. */
export interface SeatBenchSettings {
  readonly seats: number;
  readonly repetitions: number;
  readonly warmupMs: number;
  readonly measureMs: number;
  readonly connections: number;
  readonly viewers: number;
  /** Changes that all viewers are told of, one after the other, in each repetition. */
  readonly changes: number;
}

export const FULL: SeatBenchSettings = {
  seats: 20_000,
  repetitions: 5,
  warmupMs: 1_500,
  measureMs: 4_000,
  connections: 64,
  viewers: 2_000,
  changes: 100,
};

export const QUICK: SeatBenchSettings = {
  ...FULL,
  repetitions: 1,
  warmupMs: 700,
  measureMs: 2_000,
  changes: 20,
};
