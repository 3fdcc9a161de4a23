import type { SeatChange } from '../seat-layout.ts';
import type { Hall } from './hall.ts';

export const STATES = ['A', 'H', 'S', 'N'] as const;
export type SeatStatus = (typeof STATES)[number];
/** Places in `STATES`. */
export const FREE = 0;
export const HELD = 1;
export const SOLD = 2;
export const NOT_FOR_SALE = 3;

export interface SeatStates {
  /** The state of each seat. */
  readonly of: Uint8Array;
  /** The free seats of each zone. */
  readonly freeOf: Uint32Array;
  /** Takes one character per seat. Seats beyond its end are not for sale. */
  load(availability: string): void;
  /** Ignores seats that the hall does not have. */
  apply(changes: readonly SeatChange[]): void;
}

export function makeSeatStates({
  seats,
  zones,
  zoneOf,
}: Pick<Hall, 'seats' | 'zones' | 'zoneOf'>): SeatStates {
  const of = new Uint8Array(seats).fill(NOT_FOR_SALE);
  const freeOf = new Uint32Array(zones.length);
  const set = (seat: number, state: number) => {
    const zone = zoneOf[seat] as number;
    freeOf[zone] = (freeOf[zone] as number) + Number(state === FREE) - Number(of[seat] === FREE);
    of[seat] = state;
  };
  return {
    of,
    freeOf,
    load: (availability) => {
      for (let seat = 0; seat < seats; seat += 1) set(seat, stateOf(availability[seat]));
    },
    apply: (changes) => {
      for (const [seatNumber, status] of changes)
        if (seatNumber >= 1 && seatNumber <= seats) set(seatNumber - 1, stateOf(status));
    },
  };
}

function stateOf(status: string | undefined): number {
  switch (status) {
    case 'A':
      return FREE;
    case 'H':
      return HELD;
    case 'S':
      return SOLD;
    default:
      return NOT_FOR_SALE;
  }
}
