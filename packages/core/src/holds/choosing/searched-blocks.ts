import type { SeatBlock } from './adjacent-seats.ts';
import type { PlacedSeat } from './seat-plan.ts';

/** Results are cached per stretch, because a standing area may be one block of 20,000 seats. */
const STRETCH_SEATS = 64;

/**
 * Part of a block. Its revision grows with every change that may affect a group that begins in it.
 */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly revision: number;
}

export interface SearchedBlock extends SeatBlock {
  readonly stretches: readonly Stretch[];
  /** The whole block as one stretch. */
  readonly whole: Stretch;
  /** Marks the seat at this place as free or taken. */
  set(place: number, isFree: boolean): void;
}

export function searchedBlock(seats: readonly PlacedSeat[], free: boolean[]): SearchedBlock {
  const whole = { from: 0, to: seats.length, revision: 0 };
  const stretches =
    seats.length <= STRETCH_SEATS
      ? [whole]
      : Array.from({ length: Math.ceil(seats.length / STRETCH_SEATS) }, (_, n) => ({
          from: n * STRETCH_SEATS,
          to: Math.min((n + 1) * STRETCH_SEATS, seats.length),
          revision: 0,
        }));
  return {
    seats,
    free,
    stretches,
    whole,
    set: (place, isFree) => {
      if (free[place] === isFree) return;
      free[place] = isFree;
      whole.revision += 1;
      if (stretches.length === 1) return;
      // A group is shorter than a stretch and can strand a seat at most two places away.
      const last = Math.floor((place + 2) / STRETCH_SEATS);
      for (let n = Math.floor(place / STRETCH_SEATS) - 1; n <= last; n += 1) {
        const stretch = stretches[n];
        if (stretch) stretch.revision += 1;
      }
    },
  };
}
