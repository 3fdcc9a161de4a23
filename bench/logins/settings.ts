/** How much a run of the bench measures. */
export interface LoginBenchSettings {
  readonly repetitions: number;
  readonly holdsPerSecond: number;
  readonly loginsPerSecond: number;
  readonly warmupMs: number;
  readonly measureMs: number;
}

export const FULL: LoginBenchSettings = {
  repetitions: 3,
  holdsPerSecond: 1_500,
  loginsPerSecond: 100,
  warmupMs: 1_500,
  measureMs: 5_000,
};
export const QUICK: LoginBenchSettings = { ...FULL, repetitions: 1, warmupMs: 700, measureMs: 2_500 };
