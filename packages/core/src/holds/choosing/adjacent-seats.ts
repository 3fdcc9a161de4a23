import type { PlacedSeat } from './seat-plan.ts';

/** Neighbouring seats, and which of them are free. */
export interface SeatBlock {
  readonly seats: readonly PlacedSeat[];
  readonly free: readonly boolean[];
}

export type Fits = (seat: PlacedSeat) => boolean;

/** Seats side by side with their penalties. */
export interface Group {
  readonly seats: readonly PlacedSeat[];
  /** Accessible seats taken by a request that did not ask for them. */
  readonly wasted: number;
  /** Free seats that would be left without a free neighbour. */
  readonly orphans: number;
  /** Sum of the distances from the stage. */
  readonly distance: number;
}

interface GroupWish {
  readonly quantity: number;
  readonly accessible: number;
  readonly preventOrphans: boolean;
}

export const isBetter = (a: Group, b: Group): boolean =>
  a.wasted !== b.wasted
    ? a.wasted < b.wasted
    : a.orphans !== b.orphans
      ? a.orphans < b.orphans
      : a.distance < b.distance;

/** The places in a block where a group may begin. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** The best group of neighbours that begins in the span; null if none fits. */
export function bestGroup(block: SeatBlock, span: Span, fits: Fits, wish: GroupWish): Group | null {
  let best: Group | null = null;
  let run = 0;
  const end = Math.min(span.to + wish.quantity - 1, block.seats.length);
  for (let at = span.from; at < end; at += 1) {
    run = block.free[at] && fits(block.seats[at] as PlacedSeat) ? run + 1 : 0;
    if (run < wish.quantity) continue;
    const group = judge(block, at + 1 - wish.quantity, wish);
    if (group && (!best || isBetter(group, best))) best = group;
  }
  return best;
}

function judge(block: SeatBlock, from: number, wish: GroupWish): Group | null {
  const to = from + wish.quantity;
  const seats = block.seats.slice(from, to);
  const accessible = seats.filter((seat) => seat.accessible).length;
  if (accessible < wish.accessible) return null;
  const { free } = block;
  // Free seats of any grade count: each would be left single.
  const left = free[from - 1] && !free[from - 2];
  const right = free[to] && !free[to + 1];
  return {
    seats,
    wasted: accessible - wish.accessible,
    orphans: wish.preventOrphans ? Number(left ?? false) + Number(right ?? false) : 0,
    distance: seats.reduce((sum, seat) => sum + seat.distance, 0),
  };
}
