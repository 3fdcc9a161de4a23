import type { AccountId, NewId, PerformanceId } from '../shared/ids.ts';
import { sumWon } from '../shared/money.ts';
import { rejected, succeeded } from '../shared/outcome.ts';
import type { Refusal } from '../shared/refusal.ts';
import { ok, type Result, refuse } from '../shared/result.ts';
import { type BestAvailable, makeSeatChooser, type NoSeats, type SeatChooser } from './choose-seats.ts';
import type { DecideHolds, HoldBook, HoldCommand, PerformanceOnSale } from './hold-book.ts';
import { type Reservation, viewReservation } from './model.ts';
import type { PlacedSeat, PlannedSeat } from './seat-plan.ts';

/**
 * Makes the ordered decision: each command sees what the commands before it took, so the first accepted wins a seat and
 * no account exceeds its limit within a batch. Pure but for new ids; the book is not changed.
 */
export function makeDecideHolds(newId: NewId): DecideHolds {
  return (book, commands) => {
    const batch = new Batch(book);
    return commands.map((command) => {
      const decided = decideOne(batch, command, newId);
      if (!decided.ok) return { command, outcome: rejected(decided.error), reservation: null };
      batch.take(decided.value);
      return {
        command,
        outcome: succeeded({ reservation: viewReservation(decided.value) }),
        reservation: decided.value,
      };
    });
  };
}

/** What earlier commands of the same batch have taken, on top of the book. */
class Batch {
  readonly book: HoldBook;
  readonly #taken = new Map<PerformanceId, Set<number>>();
  readonly #held = new Map<string, number>();
  readonly #choosers = new Map<PerformanceId, SeatChooser>();

  constructor(book: HoldBook) {
    this.book = book;
  }

  isFree(performance: PerformanceOnSale, seatNumber: number): boolean {
    return performance.isFree(seatNumber) && !this.#taken.get(performance.id)?.has(seatNumber);
  }

  bestSeats(performance: PerformanceOnSale, wish: BestAvailable): Result<readonly PlacedSeat[], NoSeats> {
    const known = this.#choosers.get(performance.id);
    const chooser = known ?? makeSeatChooser(performance.plan, (n) => this.isFree(performance, n));
    if (!known) this.#choosers.set(performance.id, chooser);
    return chooser.choose(wish);
  }

  seatsOf(accountId: AccountId, performanceId: PerformanceId): number {
    const inBatch = this.#held.get(`${accountId} ${performanceId}`) ?? 0;
    return this.book.liveSeats(accountId, performanceId) + inBatch;
  }

  take(reservation: Reservation): void {
    const { accountId, performanceId, seats } = reservation;
    const taken = this.#taken.get(performanceId) ?? new Set();
    const chooser = this.#choosers.get(performanceId);
    for (const { seatNumber } of seats) {
      taken.add(seatNumber);
      chooser?.take(seatNumber);
    }
    this.#taken.set(performanceId, taken);
    const key = `${accountId} ${performanceId}`;
    this.#held.set(key, (this.#held.get(key) ?? 0) + seats.length);
  }
}

function decideOne(batch: Batch, command: HoldCommand, newId: NewId): Result<Reservation, Refusal> {
  const { payload, accountId } = command;
  const performance = batch.book.performances.get(payload.performanceId);
  if (!performance || performance.concertId !== payload.concertId) {
    return refuse({ code: 'performance_not_found' });
  }
  if (batch.book.now < performance.saleOpensAt) return refuse({ code: 'sale_not_open' });
  if (batch.book.now >= performance.saleClosesAt) return refuse({ code: 'sale_closed' });
  if (performance.waitingRoomEnabled && !command.admitted) return refuse({ code: 'admission_required' });

  const { request } = payload;
  const quantity = 'seatNumbers' in request ? request.seatNumbers.length : request.bestAvailable.quantity;
  if (batch.seatsOf(accountId, performance.id) + quantity > performance.maxSeatsPerUser) {
    return refuse({ code: 'seat_limit_exceeded' });
  }
  const chosen =
    'seatNumbers' in request
      ? namedSeats(batch, performance, request.seatNumbers)
      : batch.bestSeats(performance, request.bestAvailable);
  if (!chosen.ok) return chosen;

  const seats = chosen.value.map(({ seatNumber, seatGuid, label, grade, price }) => ({
    seatNumber,
    seatGuid,
    label,
    grade,
    price,
  }));
  return ok({
    id: newId('res'),
    accountId,
    concertId: performance.concertId,
    performanceId: performance.id,
    status: 'held',
    seats,
    totalAmount: sumWon(seats.map((seat) => seat.price)),
    expiresAt: new Date(batch.book.now.getTime() + performance.holdSeconds * 1_000),
    createdAt: batch.book.now,
    version: 1,
  });
}

/** The very seats asked for, all or none. */
function namedSeats(
  batch: Batch,
  performance: PerformanceOnSale,
  seatNumbers: readonly number[],
): Result<readonly PlannedSeat[], Refusal> {
  const seats: PlannedSeat[] = [];
  for (const seatNumber of seatNumbers) {
    const seat = performance.plan.byNumber.get(seatNumber);
    if (!seat) return refuse({ code: 'seat_not_found', seatNumbers: [seatNumber] });
    seats.push(seat);
  }
  const gone = seatNumbers.filter((seatNumber) => !batch.isFree(performance, seatNumber));
  return gone.length > 0 ? refuse({ code: 'seat_unavailable', seatNumbers: gone }) : ok(seats);
}
