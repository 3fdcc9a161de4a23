import type { MoveSeats } from '@concert-mania/core/box-office/commands';
import type { MoveState } from '@concert-mania/core/box-office/decide-move';
import type { ReservationMove } from '@concert-mania/core/holds/model';
import type { Actor } from '@concert-mania/core/identity/staff/staff-actions';
import type { ReservationId } from '@concert-mania/core/shared/ids';
import type { Ticket } from '@concert-mania/core/tickets/model';
import { recordAction } from '../accounts/staff-actions.ts';
import type { Queryable } from '../connection/database.ts';
import { writeTogether } from '../connection/write-together.ts';
import { eventsPart } from '../events/domain-events.ts';
import { lockReservation, reservationParts } from '../reservations/reservation-changes.ts';
import { TICKET_COLUMNS, type TicketRow, toTicket } from '../tickets/ticket-store.ts';
import { lockDeskSeats } from './desk-seats.ts';

/** Locks the reservation and then the seats to leave and to take. */
export async function lockForMove(tx: Queryable, { reservationId, moves }: MoveSeats): Promise<MoveState> {
  const locked = await lockReservation(tx, reservationId);
  if (!locked) return { reservation: null, isCancelled: false, seats: [] };
  const { reservation } = locked;
  const numbers = moves.flatMap(({ from, to }) => [from, to]);
  const seats = await lockDeskSeats(tx, reservation.performanceId, numbers);
  // A cancellation that begins meanwhile waits, and then finds the moved seats.
  const [performance] = await tx.query<{ is_cancelled: boolean }>(
    'select cancelled_at is not null as is_cancelled from performances where id = $1 for share',
    [reservation.performanceId],
  );
  if (!performance) throw new Error(`${reservation.performanceId} of ${reservation.id} does not exist`);
  return { reservation, isCancelled: performance.is_cancelled, seats };
}

/** Writes a move of a confirmed reservation to other seats, with its tickets. */
export async function writeMove(
  tx: Queryable,
  move: ReservationMove,
  { reservationId, moves, reason }: MoveSeats,
  by: Actor,
): Promise<void> {
  const { parts, events } = reservationParts([move]);
  await writeTogether(tx, [...parts, eventsPart(events)]);
  await recordAction(tx, by, 'seats.moved', reservationId, { moves, reason });
}

/** The tickets of a reservation that are not void, in the order of its seats. */
export async function readTickets(tx: Queryable, id: ReservationId): Promise<readonly Ticket[]> {
  const rows = await tx.query<TicketRow>(
    `select ${TICKET_COLUMNS} from tickets t where t.reservation_id = $1 and t.status <> 'void' order by t.id`,
    [id],
  );
  return rows.map(toTicket);
}
