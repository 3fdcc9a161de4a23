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
  holdsPerSecond: 1_000,
  joinsPerSecond: 2_000,
  loginsPerSecond: 200,
  warmupMs: 1_500,
  measureMs: 4_000,
};
export const QUICK: FloodBenchSettings = { ...FULL, repetitions: 1, warmupMs: 500, measureMs: 2_000 };
