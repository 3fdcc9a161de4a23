import { type HallSeat, type SeatLayout, seatAt } from '../live/hall.ts';

/** Seat numbers in the order in which the fan chose them. */
export type Choice = readonly number[];

export interface ChoiceRules {
  /** The most seats of one account. */
  readonly limit: number;
  readonly isFree: (seatNumber: number) => boolean;
}

export type Picked =
  | { readonly code: 'added' | 'removed'; readonly choice: Choice }
  | { readonly code: 'seat_limit_exceeded' | 'seat_unavailable' };

/** Adds a seat to the choice, or removes one that is in it. */
export function pick(choice: Choice, seatNumber: number, { limit, isFree }: ChoiceRules): Picked {
  if (choice.includes(seatNumber))
    return { code: 'removed', choice: choice.filter((chosen) => chosen !== seatNumber) };
  if (!isFree(seatNumber)) return { code: 'seat_unavailable' };
  if (choice.length >= limit) return { code: 'seat_limit_exceeded' };
  return { code: 'added', choice: [...choice, seatNumber] };
}

export interface ChoiceSummary {
  readonly seats: readonly HallSeat[];
  readonly totalAmount: number;
}

export function summarise(choice: Choice, layout: SeatLayout): ChoiceSummary {
  const seats = choice.map((seatNumber) => seatAt(layout, seatNumber));
  return { seats, totalAmount: seats.reduce((sum, { price }) => sum + (price ?? 0), 0) };
}
