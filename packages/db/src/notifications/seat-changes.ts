import { foldReservation, lostSeats } from '@concert-mania/core/holds/model';
import type { ReservationNoticeFacts } from '@concert-mania/core/notifications/model';
import type { Queryable } from '../connection/database.ts';
import { type EventRow, toReservationEvent } from '../events/event-payloads.ts';

type SeatChange = Pick<ReservationNoticeFacts, 'seats' | 'cancelledSeats' | 'movedSeats'>;

/** The events of a reservation up to this one. Its id is `<reservation>.<version>`. */
export async function readSeatEvents(db: Queryable, eventId: string): Promise<readonly EventRow[]> {
  const [stream, version] = eventId.split('.');
  return db.query<EventRow>(
    'select stream, version, type, payload from domain_events where stream = $1 and version <= $2 order by version',
    [stream, Number(version)],
  );
}

/** The effect of the last event on the seats. Throws if an event cannot be read. */
export function seatChangeOf(rows: readonly EventRow[]): SeatChange {
  const events = rows.map(toReservationEvent);
  const before = foldReservation(events.slice(0, -1));
  const after = foldReservation(events);
  const isCancelled = events.at(-1)?.type === 'reservation.seats_cancelled';
  return {
    seats: after.seats,
    cancelledSeats: isCancelled ? lostSeats(before, after) : [],
    movedSeats: isCancelled ? [] : pairs(before.seats, after.seats),
  };
}

/** A moved seat keeps its place in the list. */
const pairs = <S extends { readonly seatNumber: number }>(before: readonly S[], after: readonly S[]) =>
  before.flatMap((from, index) => {
    const to = after[index];
    return to && to.seatNumber !== from.seatNumber ? [{ from, to }] : [];
  });
