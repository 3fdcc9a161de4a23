import type { ConcertId } from '../shared/ids.ts';
import { ok, type Result, refuse } from '../shared/result.ts';
import type { BlockRefusal, BlockSeats } from './commands.ts';
import { type DeskSeat, findSeats, numbersOf } from './desk-seat.ts';

/** The state that a block is decided on. The seats are locked. */
export interface BlockState {
  /** Null if there is no such performance. */
  readonly concertId: ConcertId | null;
  readonly seats: readonly DeskSeat[];
}

/**
 * The seats to block: all named ones, or none if one of them is held or sold. One that is blocked
 * already gets the new reason.
 */
export function decideBlock(
  { concertId, seatNumbers }: BlockSeats,
  state: BlockState,
): Result<readonly DeskSeat[], BlockRefusal> {
  if (state.concertId !== concertId) return refuse({ code: 'performance_not_found' });
  const seats = findSeats(state.seats, seatNumbers);
  if ('code' in seats) return refuse(seats);
  const owned = seats.filter((seat) => seat.owned);
  return owned.length > 0 ? refuse({ code: 'seat_unavailable', seatNumbers: numbersOf(owned) }) : ok(seats);
}

/** The seats to unblock. */
export interface Unblocked {
  readonly onSale: readonly number[];
  /** Their categories have no price, so they stay off sale. */
  readonly unpriced: readonly number[];
}

/**
 * The blocked seats among the named ones, or none if one of them is held or sold. Seats that are
 * not blocked stay as they are.
 */
export function decideUnblock(command: BlockSeats, state: BlockState): Result<Unblocked, BlockRefusal> {
  const found = decideBlock(command, state);
  if (!found.ok) return found;
  const blocked = found.value.filter(({ notForSale }) => notForSale === 'blocked');
  return ok({
    onSale: numbersOf(blocked.filter(({ priced }) => priced !== null)),
    unpriced: numbersOf(blocked.filter(({ priced }) => priced === null)),
  });
}
