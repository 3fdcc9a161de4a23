/** The facts that decide whether an ended reservation may retake its seats, which are locked. */
export interface RetakeState {
  /** Whether each of its seats can be sold now. */
  readonly areFree: boolean;
  readonly seats: number;
  /** Of the same account in the same performance. */
  readonly liveSeats: number;
  readonly maxSeatsPerUser: number;
  readonly isSaleOver: boolean;
}

/** Whether an ended reservation may take its seats again: all of them or none. */
export const mayRetakeSeats = (state: RetakeState): boolean =>
  state.areFree &&
  !state.isSaleOver &&
  !exceedsSeatLimit(state.liveSeats, state.seats, state.maxSeatsPerUser);

/** Whether an account would have too many live seats in a performance. */
export const exceedsSeatLimit = (liveSeats: number, more: number, maxSeatsPerUser: number): boolean =>
  liveSeats + more > maxSeatsPerUser;
