import type { Reservation, ReservationMove } from '../holds/model.ts';
import type { PerformanceId, ReservationId, TicketId } from '../shared/ids.ts';

export const TICKET_STATUSES = ['valid', 'used', 'void'] as const;
export type TicketStatus = (typeof TICKET_STATUSES)[number];

/** The right to one seat of a confirmed reservation. */
export interface Ticket {
  readonly id: TicketId;
  readonly reservationId: ReservationId;
  readonly performanceId: PerformanceId;
  readonly seatNumber: number;
  /** Rises when the ticket is voided, moved or issued again: older codes are refused. */
  readonly version: number;
  readonly status: TicketStatus;
  readonly issuedAt: Date;
}

/** A ticket at its first version. */
export type NewTicket = Pick<Ticket, 'id' | 'reservationId' | 'performanceId' | 'seatNumber'>;

/** A change of a ticket that follows from a move of its reservation. */
export type TicketChange =
  | { readonly kind: 'issued'; readonly ticket: NewTicket }
  | { readonly kind: 'voided'; readonly reservationId: ReservationId; readonly seatNumber: number }
  | {
      readonly kind: 'moved';
      readonly reservationId: ReservationId;
      readonly from: number;
      readonly to: number;
    };

/**
 * Issues a ticket for each seat that the move confirms, voids the ticket of each confirmed seat
 * that it gives up, and moves tickets with their seats. They are void as soon as a cancellation
 * begins.
 */
export function ticketsAfter({ before, after, steps }: ReservationMove): readonly TicketChange[] {
  const had = confirmedSeats(before);
  const has = confirmedSeats(after);
  if (had.length === 0 && has.length === 0) return [];
  const moved = steps.flatMap(({ change }) => ('moves' in change ? change.moves : []));
  const left = new Set(moved.map(({ from }) => from));
  const taken = new Set(moved.map(({ to }) => to.seatNumber));
  const voided = had.flatMap((seatNumber): TicketChange[] =>
    has.includes(seatNumber) || left.has(seatNumber)
      ? []
      : [{ kind: 'voided', reservationId: before.id, seatNumber }],
  );
  const issued = newTickets(after).flatMap((ticket): TicketChange[] => {
    const { seatNumber } = ticket;
    const isNew = has.includes(seatNumber) && !had.includes(seatNumber) && !taken.has(seatNumber);
    return isNew ? [{ kind: 'issued', ticket }] : [];
  });
  const reseated = moved.map(
    ({ from, to }): TicketChange => ({ kind: 'moved', reservationId: after.id, from, to: to.seatNumber }),
  );
  return [...voided, ...issued, ...reseated];
}

const confirmedSeats = ({ status, seats }: Reservation): readonly number[] =>
  status === 'confirmed' ? seats.map(({ seatNumber }) => seatNumber) : [];

/** The tickets of a reservation's seats, as they are first issued. */
export const newTickets = ({ id, performanceId, seats }: Reservation): readonly NewTicket[] =>
  seats.map(({ seatNumber }, index) => ({
    id: ticketId(id, index),
    reservationId: id,
    performanceId,
    seatNumber,
  }));

const ORDINAL_DIGITS = 2;

/** Ids follow from the reservation, so a ticket cannot be issued twice. */
const ticketId = (reservationId: ReservationId, index: number): TicketId =>
  `tkt_${reservationId.slice('res_'.length)}${String(index + 1).padStart(ORDINAL_DIGITS, '0')}`;
