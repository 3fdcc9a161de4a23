import type { ReservationMove } from '@concert-mania/core/holds/model';
import { type NewTicket, type TicketChange, ticketsAfter } from '@concert-mania/core/tickets/model';
import { intArray, textArray } from '../connection/binary-arrays.ts';
import type { WritePart } from '../connection/write-together.ts';

/** Issues, voids and moves the tickets of moved reservations, in the statement that moves them. */
export function ticketParts(moves: readonly ReservationMove[]): readonly WritePart[] {
  const changes = moves.flatMap(ticketsAfter);
  const issued = changes.flatMap((change) => (change.kind === 'issued' ? [change.ticket] : []));
  const voided = changes.filter((change) => change.kind === 'voided');
  const moved = changes.filter((change) => change.kind === 'moved');
  return [
    ...(issued.length > 0 ? [issuedPart(issued)] : []),
    ...(voided.length > 0 ? [voidedPart(voided)] : []),
    ...(moved.length > 0 ? [movedPart(moved)] : []),
  ];
}

export const issuedPart = (tickets: readonly NewTicket[]): WritePart => ({
  name: 'tickets_issued',
  sql: `insert into tickets (id, reservation_id, performance_id, seat_number)
    select id, reservation_id, performance_id, seat_number
    from unnest($1::text[], $2::text[], $3::text[], $4::int[])
      as n (id, reservation_id, performance_id, seat_number) returning 1`,
  values: [
    textArray(tickets.map(({ id }) => id)),
    textArray(tickets.map(({ reservationId }) => reservationId)),
    textArray(tickets.map(({ performanceId }) => performanceId)),
    intArray(tickets.map(({ seatNumber }) => seatNumber)),
  ],
  rows: tickets.length,
});

/** Locks the live tickets of seats in the order of their ids, as the gate does. */
const lockLive = (selected: string, arrays: string, columns: string) => `select k.id${selected}
      from unnest(${arrays}) as n (reservation_id, seat_number${columns})
      join tickets k on k.reservation_id = n.reservation_id and k.seat_number = n.seat_number
      where k.status <> 'void' order by k.id for update of k`;

const voidedPart = (voided: readonly Extract<TicketChange, { kind: 'voided' }>[]): WritePart => ({
  name: 'tickets_voided',
  sql: `update tickets t set status = 'void', version = t.version + 1, changed_at = now()
    from (${lockLive('', '$1::text[], $2::int[]', '')}) as n where t.id = n.id returning 1`,
  values: [
    textArray(voided.map(({ reservationId }) => reservationId)),
    intArray(voided.map(({ seatNumber }) => seatNumber)),
  ],
  rows: voided.length,
  // A reservation that an older version confirmed may have no tickets yet.
  allowFewer: true,
});

/** A used ticket stays used at its new seat. */
const movedPart = (moved: readonly Extract<TicketChange, { kind: 'moved' }>[]): WritePart => ({
  name: 'tickets_moved',
  sql: `update tickets t set seat_number = n.to_seat, version = t.version + 1, changed_at = now()
    from (${lockLive(', n.to_seat', '$1::text[], $2::int[], $3::int[]', ', to_seat')}) as n where t.id = n.id returning 1`,
  values: [
    textArray(moved.map(({ reservationId }) => reservationId)),
    intArray(moved.map(({ from }) => from)),
    intArray(moved.map(({ to }) => to)),
  ],
  rows: moved.length,
  // A reservation that an older version confirmed may have no tickets yet.
  allowFewer: true,
});
