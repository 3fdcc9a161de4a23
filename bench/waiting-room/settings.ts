/** How much a run measures. */
export const FULL = {
  waiting: 1_000_000,
  repetitions: 5,
  warmupMs: 1_500,
  measureMs: 4_000,
  connections: 128,
  /** Distinct fans who poll: more tokens than an API process remembers. */
  pollers: 100_000,
  /** Joins prepared for one repetition, each by an account that the process has never seen. */
  joiners: 200_000,
  admissions: { perSecond: 200, seconds: 60 },
  /** Fans who gather before an opening and are drawn at it. */
  drawn: 1_000_000,
};
export type RoomSettings = typeof FULL;

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
