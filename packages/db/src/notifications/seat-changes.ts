import { foldReservation, lostSeats } from '@concert-mania/core/holds/model';
import type { ReservationNoticeFacts } from '@concert-mania/core/notifications/model';
import type { Queryable } from '../connection/database.ts';
import { type EventRow, toReservationEvent } from '../events/event-payloads.ts';

type SeatChange = Pick<ReservationNoticeFacts, 'seats' | 'cancelledSeats' | 'movedSeats'>;

/** The effect of an event on the seats of its reservation. Its id is `<reservation>.<version>`. */
export async function readSeatChange(db: Queryable, eventId: string): Promise<SeatChange> {
  const [stream, version] = eventId.split('.');
  const rows = await db.query<EventRow>(
    'select stream, version, type, payload from domain_events where stream = $1 and version <= $2 order by version',
    [stream, Number(version)],
  );
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
