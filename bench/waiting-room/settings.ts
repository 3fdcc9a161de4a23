/** How much a run measures. */
export interface RoomSettings {
  readonly waiting: number;
  readonly repetitions: number;
  readonly warmupMs: number;
  readonly measureMs: number;
  readonly connections: number;
  /** Distinct fans who poll: more tokens than an API process remembers. */
  readonly pollers: number;
  /** Joins prepared for one repetition, each by an account that the process has never seen. */
  readonly joiners: number;
  readonly admissions: { readonly perSecond: number; readonly seconds: number };
  /** Fans who gather before an opening and are drawn at it. */
  readonly drawn: number;
}

export const FULL: RoomSettings = {
  waiting: 1_000_000,
  repetitions: 5,
  warmupMs: 1_500,
  measureMs: 4_000,
  connections: 128,
  pollers: 100_000,
  joiners: 200_000,
  admissions: { perSecond: 200, seconds: 60 },
  drawn: 1_000_000,
};

export const QUICK: RoomSettings = {
  ...FULL,
  waiting: 150_000,
  repetitions: 1,
  warmupMs: 700,
  measureMs: 2_000,
  pollers: 60_000,
  joiners: 100_000,
  admissions: { perSecond: 200, seconds: 10 },
  drawn: 100_000,
};
