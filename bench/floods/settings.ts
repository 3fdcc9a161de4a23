/** How much a run measures. */
export const FULL = {
  repetitions: 3,
  holdsPerSecond: 1_000,
  joinsPerSecond: 2_000,
  loginsPerSecond: 200,
  warmupMs: 1_500,
  measureMs: 4_000,
};
export type FloodSettings = typeof FULL;

export const QUICK: FloodSettings = { ...FULL, repetitions: 1, warmupMs: 500, measureMs: 2_000 };

/** Loads beside the holds. */
export const FLOODS = [
  'nothing',
  'joins of the same room',
  "joins of another concert's room",
  'logins',
] as const;
export type FloodName = (typeof FLOODS)[number];
