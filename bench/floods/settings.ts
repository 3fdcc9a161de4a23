/** How much a run of the bench measures. */
export interface FloodBenchSettings {
  readonly repetitions: number;
  readonly holdsPerSecond: number;
  readonly joinsPerSecond: number;
  readonly loginsPerSecond: number;
  readonly warmupMs: number;
  readonly measureMs: number;
}

export const FULL: FloodBenchSettings = {
  repetitions: 3,
  holdsPerSecond: 1_500,
  joinsPerSecond: 3_000,
  loginsPerSecond: 300,
  warmupMs: 1_500,
  measureMs: 5_000,
};
export const QUICK: FloodBenchSettings = { ...FULL, repetitions: 1, warmupMs: 700, measureMs: 2_500 };
