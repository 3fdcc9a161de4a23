import type { Bench } from '../measuring/stack.ts';

export const FULL = {
  repetitions: 7,
  /** Commands accepted in one repetition, by so many callers at once. */
  commands: 20_000,
  callers: 64,
  /** Access tokens verified in one repetition. */
  tokens: 20_000,
  /** Seats of the house in which best seats are chosen. */
  house: 20_000,
  concerts: 100_000,
  /** Requests for each keyword of a search. */
  searches: 60,
};
export type MicroSettings = typeof FULL;

/** One figure, measured again and again. */
export interface Row {
  readonly what: string;
  readonly unit: string;
  readonly values: readonly number[];
}

/** Servers; of our processes only those that a step starts. */
export interface MicroBench extends Bench {
  readonly settings: MicroSettings;
}

/** Measures again and again. Leaves the first `uncounted` results out: nothing is compiled yet. */
export async function repeat<T>(
  repetitions: number,
  measure: (repetition: number) => Promise<T>,
  uncounted = 0,
): Promise<readonly T[]> {
  const values: T[] = [];
  for (let n = 0; n < uncounted + repetitions; n += 1) values.push(await measure(n));
  return values.slice(uncounted);
}
