/** How much a run of the bench measures. */
export interface RoomBenchSettings {
  readonly waiting: number;
  readonly repetitions: number;
  readonly warmupMs: number;
  readonly measureMs: number;
  readonly connections: number;
  /** Distinct fans who ask: more than a process remembers tokens of, so that it verifies one at every poll. */
  readonly pollers: number;
  /** Joins prepared for one repetition; each is by an account that the process has never seen. */
  readonly joiners: number;
  readonly admissions: { readonly perSecond: number; readonly seconds: number };
}

export const FULL: RoomBenchSettings = {
  waiting: 1_000_000,
  repetitions: 5,
  warmupMs: 1_500,
  measureMs: 4_000,
  connections: 128,
  pollers: 100_000,
  joiners: 200_000,
  admissions: { perSecond: 200, seconds: 60 },
};

export const QUICK: RoomBenchSettings = {
  ...FULL,
  waiting: 150_000,
  repetitions: 1,
  warmupMs: 700,
  measureMs: 2_000,
  pollers: 60_000,
  joiners: 100_000,
  admissions: { perSecond: 200, seconds: 10 },
};
