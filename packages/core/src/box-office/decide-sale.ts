import { moveReservation, type Reservation } from '../holds/model.ts';
import { REVENUE, sourceOf, transferOf } from '../payments/ledger.ts';
import { beginPayment, movePayment } from '../payments/model.ts';
import type { MoneyChange } from '../payments/money-changes.ts';
import type { AcceptedCommand } from '../shared/command.ts';
import type { AccountId, ConcertId, NewId } from '../shared/ids.ts';
import { sumWon } from '../shared/money.ts';
import { ok, type Result, refuse } from '../shared/result.ts';
import type { SellRefusal, SellSeats } from './commands.ts';
import { type DeskSeat, findSeats, isForDesk, numbersOf, reservedAs } from './desk-seat.ts';

/** The account that owns every reservation sold at the desk. */
export const BOX_OFFICE_ACCOUNT: AccountId = 'usr_box_office';

/** How long after its start a performance can still be sold at the door. */
const DOOR_MS = 12 * 3_600_000;

/** The state that a sale at the desk is decided on. The seats are locked. */
export interface DeskSaleState {
  readonly now: Date;
  /** Null if there is no such performance. */
  readonly performance: {
    readonly concertId: ConcertId;
    readonly startsAt: Date;
    readonly isPublished: boolean;
    readonly isCancelled: boolean;
  } | null;
  readonly seats: readonly DeskSeat[];
}

/** A sale at the desk: a hold, and its payment at once. */
export interface DeskSale {
  readonly held: Reservation;
  /** The reservation as it is paid. */
  readonly sold: Reservation;
  readonly changes: readonly MoneyChange[];
}

type Sell = AcceptedCommand<SellSeats>;

/**
 * Sells free or blocked seats at their prices, or gives them away. Neither the sale window nor the
 * fan's seat limit applies.
 */
export function decideDeskSale(
  command: Sell,
  state: DeskSaleState,
  newId: NewId,
): Result<DeskSale, SellRefusal> {
  const { concertId, performanceId, seatNumbers, payment } = command.payload;
  const { performance, now } = state;
  if (performance?.concertId !== concertId) return refuse({ code: 'performance_not_found' });
  if (!performance.isPublished) return refuse({ code: 'sale_not_open' });
  const isOver = now.getTime() >= performance.startsAt.getTime() + DOOR_MS;
  if (isOver || performance.isCancelled) return refuse({ code: 'sale_closed' });
  const found = findSeats(state.seats, seatNumbers);
  if ('code' in found) return refuse(found);
  const gone = found.filter((seat) => !isForDesk(seat));
  if (gone.length > 0) return refuse({ code: 'seat_unavailable', seatNumbers: numbersOf(gone) });
  const seats = found.map((seat) =>
    reservedAs(seat, payment === 'complimentary' ? 0 : (seat.priced?.price ?? 0)),
  );
  const held: Reservation = {
    id: newId('res'),
    accountId: BOX_OFFICE_ACCOUNT,
    concertId,
    performanceId,
    status: 'held',
    seats,
    totalAmount: sumWon(seats.map(({ price }) => price)),
    expiresAt: now,
    createdAt: now,
    version: 1,
  };
  return ok(paidAtOnce(command, held, now, newId));
}

function paidAtOnce(command: Sell, held: Reservation, now: Date, newId: NewId): DeskSale {
  const by = { ...command, accountId: BOX_OFFICE_ACCOUNT };
  const order = {
    id: newId('pay'),
    purpose: 'reservation',
    reservationId: held.id,
    orderId: held.id,
    amount: held.totalAmount,
    method: command.payload.payment,
    paymentKey: null,
  } as const;
  const started = movePayment(beginPayment(order, by, now), [{ type: 'payment.completed', approvedAt: now }]);
  const { id: reference, amount } = started.after;
  const move = moveReservation(held, [
    { type: 'reservation.payment_started', expiresAt: now },
    { type: 'reservation.confirmed' },
  ]);
  const transfer = transferOf(newId, {
    reference,
    kind: 'payment',
    debit: sourceOf(started.after),
    credit: REVENUE,
    amount,
  });
  return {
    held,
    sold: move.after,
    changes: [
      {
        kind: 'payment_started',
        move: started,
        command: by,
        holdExpiresAt: now,
        checkAfterMs: 0,
        sent: true,
      },
      { kind: 'transfer_posted', transfer },
      { kind: 'reservation_moved', move },
    ],
  };
}
