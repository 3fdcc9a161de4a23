/** How much a run measures. */
export interface MicroSettings {
  readonly repetitions: number;
  /** Commands accepted in one repetition, by so many callers at once. */
  readonly commands: number;
  readonly callers: number;
  /** Access tokens verified in one repetition. */
  readonly tokens: number;
  /** Seats of the house in which best seats are chosen. */
  readonly house: number;
  readonly concerts: number;
  /** Requests for each keyword of a search. */
  readonly searches: number;
}

export const FULL: MicroSettings = {
  repetitions: 7,
  commands: 20_000,
  callers: 64,
  tokens: 20_000,
  house: 20_000,
  concerts: 100_000,
  searches: 60,
};

export const QUICK: MicroSettings = {
  ...FULL,
  repetitions: 3,
  tokens: 5_000,
  concerts: 20_000,
  searches: 20,
};
