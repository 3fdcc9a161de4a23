import { moveReservation, type Reservation, type ReservationMove } from '../holds/model.ts';
import type { Refusal } from '../shared/refusal.ts';
import { ok, type Result, refuse } from '../shared/result.ts';
import type { MoveRefusal, MoveSeats } from './commands.ts';
import { type DeskSeat, findSeats, isForDesk, numbersOf, reservedAs } from './desk-seat.ts';

/** The state that a move is decided on. The reservation and the seats are locked. */
export interface MoveState {
  /** Null if there is no such reservation. */
  readonly reservation: Reservation | null;
  /** Whether its performance is cancelled. */
  readonly isCancelled: boolean;
  /** The seats to leave and the seats to take. */
  readonly seats: readonly DeskSeat[];
}

/**
 * Moves a confirmed reservation to free or blocked seats of the same list price, all or none. Each
 * keeps the price that was paid. A seat of the reservation itself is sold, so seats are neither
 * swapped nor moved in a chain.
 */
export function decideMove(command: MoveSeats, state: MoveState): Result<ReservationMove, MoveRefusal> {
  const { reservation, isCancelled } = state;
  if (reservation?.concertId !== command.concertId) return refuse({ code: 'reservation_not_found' });
  if (reservation.status !== 'confirmed' || isCancelled) return refuse({ code: 'not_movable' });
  const paid = new Map(reservation.seats.map(({ seatNumber, price }) => [seatNumber, price]));
  const left = command.moves.map(({ from }) => from);
  const strange = left.filter((seatNumber) => !paid.has(seatNumber));
  if (strange.length > 0) return refuse({ code: 'seat_not_found', seatNumbers: strange });
  const from = findSeats(state.seats, left);
  if ('code' in from) throw new Error(`${reservation.id} has seats that do not exist: ${from.seatNumbers}`);
  const to = findSeats(
    state.seats,
    command.moves.map((move) => move.to),
  );
  if ('code' in to) return refuse(to);
  const refusal = refuseSeats(from, to);
  if (refusal) return refuse(refusal);
  const moves = to.map((seat, at) => {
    const seatNumber = left[at] ?? 0;
    return { from: seatNumber, to: reservedAs(seat, paid.get(seatNumber) ?? 0) };
  });
  return ok(moveReservation(reservation, [{ type: 'reservation.seats_moved', moves }]));
}

function refuseSeats(
  from: readonly DeskSeat[],
  to: readonly DeskSeat[],
): Refusal<'seat_unavailable' | 'seat_price_differs'> | null {
  const gone = to.filter((seat) => !isForDesk(seat));
  if (gone.length > 0) return { code: 'seat_unavailable', seatNumbers: numbersOf(gone) };
  const dearer = to.filter((seat, at) => seat.priced?.price !== from[at]?.priced?.price);
  return dearer.length > 0 ? { code: 'seat_price_differs', seatNumbers: numbersOf(dearer) } : null;
}
