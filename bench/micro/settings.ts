/** How much a run measures. */
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

export const QUICK: MicroSettings = {
  ...FULL,
  repetitions: 3,
  tokens: 5_000,
  concerts: 20_000,
  searches: 20,
};
