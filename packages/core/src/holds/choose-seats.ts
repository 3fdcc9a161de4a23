import { ok, type Result, refuse } from '../shared/result.ts';
import type { PlacedSeat, SeatPlan } from './seat-plan.ts';

export interface BestAvailable {
  readonly quantity: number;
  readonly grade?: string | undefined;
  readonly zone?: string | undefined;
  readonly adjacent: boolean;
  readonly preventOrphans: boolean;
  /** How many of the seats must be accessible ones; the others sit beside them. */
  readonly accessible: number;
}

export type NoSeats = { readonly code: 'no_adjacent_seats' | 'not_enough_seats' };

interface Candidate {
  readonly seats: readonly PlacedSeat[];
  /** Accessible seats taken by somebody who did not ask for them. */
  readonly accessibleWasted: number;
  readonly orphans: number;
  readonly distance: number;
}

/**
 * Chooses the best free seats for a request. Better is, in this order: fewer accessible seats taken from those who need
 * them, fewer single seats left stranded (unless the request does not mind), nearer to the stage. Seats apart are chosen
 * only for who accepts them. A request that some choice can serve is never refused.
 */
export function chooseSeats(
  plan: SeatPlan,
  isFree: (seatNumber: number) => boolean,
  wish: BestAvailable,
): Result<readonly PlacedSeat[], NoSeats> {
  const rows = plan.rows.map((row) => row.filter((seat) => fits(seat, wish) && isFree(seat.seatNumber)));
  let best: Candidate | null = null;
  for (const row of rows) {
    for (const run of runsOf(row)) {
      for (let start = 0; start + wish.quantity <= run.length; start += 1) {
        const candidate = judge(run, start, wish);
        if (candidate && (best === null || better(candidate, best))) best = candidate;
      }
    }
  }
  if (best) return ok(best.seats);
  const scattered = nearestApart(rows.flat(), wish);
  if (scattered === null) return refuse({ code: 'not_enough_seats' });
  return wish.adjacent ? refuse({ code: 'no_adjacent_seats' }) : ok(scattered);
}

const fits = (seat: PlacedSeat, wish: BestAvailable): boolean =>
  (wish.grade === undefined || seat.grade === wish.grade) &&
  (wish.zone === undefined || seat.zone === wish.zone);

/** Splits free seats of a row into runs of neighbours. */
function runsOf(row: readonly PlacedSeat[]): readonly (readonly PlacedSeat[])[] {
  const runs: PlacedSeat[][] = [];
  for (const seat of row) {
    const run = runs.at(-1);
    if (run?.at(-1)?.place === seat.place - 1) run.push(seat);
    else runs.push([seat]);
  }
  return runs;
}

function judge(run: readonly PlacedSeat[], start: number, wish: BestAvailable): Candidate | null {
  const seats = run.slice(start, start + wish.quantity);
  const accessible = seats.filter((seat) => seat.accessible).length;
  if (accessible < wish.accessible) return null;
  const left = start;
  const right = run.length - start - wish.quantity;
  return {
    seats,
    accessibleWasted: accessible - wish.accessible,
    orphans: wish.preventOrphans ? Number(left === 1) + Number(right === 1) : 0,
    distance: seats.reduce((sum, seat) => sum + seat.distance, 0),
  };
}

const better = (a: Candidate, b: Candidate): boolean =>
  a.accessibleWasted !== b.accessibleWasted
    ? a.accessibleWasted < b.accessibleWasted
    : a.orphans !== b.orphans
      ? a.orphans < b.orphans
      : a.distance < b.distance;

/** The nearest seats, wherever they are; accessible ones first for who asked, last for who did not. */
function nearestApart(free: readonly PlacedSeat[], wish: BestAvailable): readonly PlacedSeat[] | null {
  const byDistance = [...free].sort((a, b) => a.distance - b.distance);
  const accessible = byDistance.filter((seat) => seat.accessible);
  const asked = accessible.slice(0, wish.accessible);
  if (asked.length < wish.accessible) return null;
  const others = [...byDistance.filter((seat) => !seat.accessible), ...accessible.slice(wish.accessible)];
  const chosen = [...asked, ...others.slice(0, wish.quantity - asked.length)];
  return chosen.length === wish.quantity ? chosen : null;
}
