import type { Won } from '../shared/money.ts';

/** A seat of one performance: where it is and what it costs. Never changes while it is on sale. */
export interface PlannedSeat {
  readonly seatNumber: number;
  readonly seatGuid: string;
  readonly zone: string;
  readonly row: string;
  readonly label: string;
  readonly grade: string;
  readonly price: Won;
  readonly accessible: boolean;
  readonly x: number;
  readonly y: number;
}

/** A seat in its row, with its distance from what everybody looks at. */
export interface PlacedSeat extends PlannedSeat {
  /** Neighbours have consecutive places; a gap wider than a seat and a half (an aisle) breaks them apart. */
  readonly place: number;
  readonly distance: number;
}

export interface SeatPlan {
  readonly byNumber: ReadonlyMap<number, PlannedSeat>;
  /** Rows by zone, each from one end to the other. */
  readonly rows: readonly (readonly PlacedSeat[])[];
}

const AISLE_FACTOR = 1.5;

/** Arranges the seats of a performance into rows, and measures each seat's distance from the focal point (the stage). */
export function makeSeatPlan(
  seats: readonly PlannedSeat[],
  focalPoint: { readonly x: number; readonly y: number },
): SeatPlan {
  const rows = new Map<string, PlannedSeat[]>();
  for (const seat of seats) {
    const key = JSON.stringify([seat.zone, seat.row]);
    const row = rows.get(key);
    if (row) row.push(seat);
    else rows.set(key, [seat]);
  }
  return {
    byNumber: new Map(seats.map((seat) => [seat.seatNumber, seat])),
    rows: [...rows.values()].map((row) => placeRow(row, focalPoint)),
  };
}

function placeRow(
  row: readonly PlannedSeat[],
  focalPoint: { readonly x: number; readonly y: number },
): readonly PlacedSeat[] {
  const sorted = [...row].sort((a, b) => a.x - b.x || a.y - b.y);
  const pitch = usualGap(sorted);
  let place = 0;
  return sorted.map((seat, index) => {
    const before = sorted[index - 1];
    if (before) place += gapBetween(before, seat) > pitch * AISLE_FACTOR ? 2 : 1;
    return { ...seat, place, distance: gapBetween(seat, focalPoint) };
  });
}

const gapBetween = (
  a: { readonly x: number; readonly y: number },
  b: { readonly x: number; readonly y: number },
): number => Math.hypot(a.x - b.x, a.y - b.y);

/** The median distance between neighbours; aisles are the exception. */
function usualGap(sorted: readonly PlannedSeat[]): number {
  const gaps = sorted
    .slice(1)
    .map((seat, index) => gapBetween(seat, sorted[index] as PlannedSeat))
    .sort((a, b) => a - b);
  return gaps[gaps.length >> 1] ?? 0;
}
