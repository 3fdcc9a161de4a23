import type { Fits, SeatBlock } from './adjacent-seats.ts';
import type { PlacedSeat } from './seat-plan.ts';

export interface SplitWish {
  readonly quantity: number;
  readonly accessible: number;
  readonly preventOrphans: boolean;
}

/** The seats chosen so far, last one first, with their penalties. */
export interface Choice {
  readonly orphans: number;
  /** Groups of neighbours that the chosen seats form. */
  readonly pieces: number;
  readonly distance: number;
  readonly chosen: Chosen | null;
}
export interface Chosen {
  readonly seat: PlacedSeat;
  readonly before: Chosen | null;
}

/** The best choice per number of seats and of accessible seats, indexed by `slotOf`. */
export type Choices = readonly (Choice | undefined)[];

/** How many fitting seats a block has. */
export interface Stock {
  readonly free: number;
  readonly accessible: number;
  readonly nearest: number;
}

export function stockOf(block: SeatBlock, fits: Fits): Stock {
  const seats = block.seats.filter((seat, at) => block.free[at] && fits(seat));
  return {
    free: seats.length,
    accessible: seats.filter((seat) => seat.accessible).length,
    nearest: seats.reduce((least, seat) => Math.min(least, seat.distance), Number.POSITIVE_INFINITY),
  };
}

export const NOTHING: Choice = { orphans: 0, pieces: 0, distance: 0, chosen: null };
/** The index of a choice by size. The indices of parts add up to the index of the whole. */
export const slotOf = (wish: SplitWish, seats: number, accessible: number): number =>
  seats * (wish.quantity + 1) + accessible;

export const isBetter = (a: Choice, b: Choice | undefined): boolean =>
  b === undefined ||
  (a.orphans !== b.orphans
    ? a.orphans < b.orphans
    : a.pieces !== b.pieces
      ? a.pieces < b.pieces
      : a.distance < b.distance);

/** State of the previous seat. A seat is stranded if both neighbours are taken or chosen. */
const TAKEN = 0;
const CHOSEN = 1;
const FREE_BESIDE_TAKEN = 2;
const FREE_BESIDE_CHOSEN = 3;
const FREE_BESIDE_FREE = 4;
const TAILS = 5;

/**
 * The best choices within one block for every size up to the quantity, adjacent or not. One pass
 * over the seats (dynamic programming) keeps the best choice for each state.
 */
export function tabulate(block: SeatBlock, fits: Fits, wish: SplitWish): Choices {
  const size = slotOf(wish, wish.quantity, wish.quantity) + 1;
  let states: (Choice | undefined)[] = [NOTHING];
  for (let at = 0; at <= block.seats.length; at += 1) {
    const seat = block.seats[at];
    const isFree = block.free[at] === true;
    const mayChoose = isFree && seat !== undefined && fits(seat) ? seat : null;
    const next: (Choice | undefined)[] = new Array(size * TAILS);
    for (let slot = 0; slot < size; slot += 1) {
      for (let tail = 0; tail < TAILS; tail += 1) {
        const choice = states[slot * TAILS + tail];
        if (!choice) continue;
        if (isFree) keep(next, slot * TAILS + tailWhenLeft(tail), choice);
        else keep(next, slot * TAILS + TAKEN, stranding(choice, tail === FREE_BESIDE_CHOSEN, wish));
        const grown = slot + slotOf(wish, 1, mayChoose?.accessible ? 1 : 0);
        if (mayChoose && grown < size)
          keep(next, grown * TAILS + CHOSEN, choosing(choice, tail, mayChoose, wish));
      }
    }
    states = next;
  }
  return Array.from({ length: size }, (_, slot) => states[slot * TAILS + TAKEN]);
}

/** Keeps a choice if it is better than the one at its index. */
export function keep(choices: (Choice | undefined)[], at: number, choice: Choice): void {
  if (isBetter(choice, choices[at])) choices[at] = choice;
}

const tailWhenLeft = (tail: number): number =>
  tail === TAKEN ? FREE_BESIDE_TAKEN : tail === CHOSEN ? FREE_BESIDE_CHOSEN : FREE_BESIDE_FREE;

const stranding = (choice: Choice, stranded: boolean, wish: SplitWish): Choice =>
  stranded && wish.preventOrphans ? { ...choice, orphans: choice.orphans + 1 } : choice;

function choosing(choice: Choice, tail: number, seat: PlacedSeat, wish: SplitWish): Choice {
  const strands = tail === FREE_BESIDE_TAKEN || tail === FREE_BESIDE_CHOSEN;
  return {
    orphans: choice.orphans + Number(strands && wish.preventOrphans),
    pieces: choice.pieces + Number(tail !== CHOSEN),
    distance: choice.distance + seat.distance,
    chosen: { seat, before: choice.chosen },
  };
}
