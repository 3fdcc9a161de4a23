import {
  changeReservation,
  type Reservation,
  type ReservationChange,
  type ReservationStatus,
  type ReservedSeat,
} from '@concert-mania/core/holds/model';
import type { ReservationId } from '@concert-mania/core/shared/ids';
import type { Queryable } from './database.ts';
import { appendEvents } from './domain-events.ts';

export interface ReservationRow {
  id: string;
  account_id: string;
  concert_id: string;
  performance_id: string;
  status: ReservationStatus;
  seats: ReservedSeat[];
  total_amount: number;
  expires_at: Date;
  version: number;
  created_at: Date;
}

export const RESERVATION_COLUMNS =
  'id, account_id, concert_id, performance_id, status, seats, total_amount, expires_at, version, created_at';

export const toReservation = (row: ReservationRow): Reservation => ({
  id: row.id,
  accountId: row.account_id,
  concertId: row.concert_id,
  performanceId: row.performance_id,
  status: row.status,
  seats: row.seats,
  totalAmount: row.total_amount,
  expiresAt: row.expires_at,
  version: row.version,
  createdAt: row.created_at,
});

/** Locks a reservation until the transaction ends and tells the database's time; null when there is none. */
export async function lockReservation(
  tx: Queryable,
  id: ReservationId,
): Promise<{ readonly reservation: Reservation; readonly now: Date } | null> {
  const [row] = await tx.query<ReservationRow & { now: Date }>(
    // The time is read outside the locking select, which would read it before it waits for the lock.
    `with locked as materialized (select ${RESERVATION_COLUMNS} from reservations where id = $1 for update)
     select *, clock_timestamp() as now from locked`,
    [id],
  );
  return row ? { reservation: toReservation(row), now: row.now } : null;
}

/**
 * Applies one change to locked reservations: rows, seats and events in the caller's transaction. Seats are sold when a
 * reservation is confirmed and freed when it stops being live. Throws when a reservation's status does not allow the
 * change (check first) or when a row is not as it was locked.
 */
export async function applyChange(
  tx: Queryable,
  reservations: readonly Reservation[],
  change: ReservationChange,
): Promise<readonly Reservation[]> {
  const changed = reservations.map((reservation) => {
    const next = changeReservation(reservation, change);
    if (!next.ok) throw new Error(`${change.type} cannot follow ${next.error.from} of ${reservation.id}`);
    return next.value;
  });
  const rows = await tx.query(
    `update reservations r set status = n.status, expires_at = n.expires_at, version = n.version, updated_at = now()
     from unnest($1::text[], $2::text[], $3::timestamptz[], $4::int[]) as n (id, status, expires_at, version)
     where r.id = n.id and r.version = n.version - 1 returning r.id`,
    [
      changed.map((reservation) => reservation.id),
      changed.map((reservation) => reservation.status),
      changed.map((reservation) => reservation.expiresAt.toISOString()),
      changed.map((reservation) => reservation.version),
    ],
  );
  if (rows.length !== changed.length) throw new Error('a locked reservation changed under its lock');
  await moveSeats(tx, changed, change);
  const { type, ...payload } = change;
  await appendEvents(
    tx,
    changed.map((reservation) => ({
      stream: reservation.id,
      version: reservation.version,
      type,
      payload: { ...payload, performanceId: reservation.performanceId, accountId: reservation.accountId },
    })),
  );
  return changed;
}

async function moveSeats(
  tx: Queryable,
  reservations: readonly Reservation[],
  change: ReservationChange,
): Promise<void> {
  const seats = reservations.flatMap((reservation) =>
    reservation.seats.map((seat) => ({ reservation, seatNumber: seat.seatNumber })),
  );
  const values = [
    seats.map(({ reservation }) => reservation.performanceId),
    seats.map(({ seatNumber }) => seatNumber),
    seats.map(({ reservation }) => reservation.id),
  ];
  // Locked in the order in which holds lock the seats they name, so that the two never wait for each other in a ring.
  const owned = `from (
      select s.performance_id, s.seat_number from seats s
      join unnest($1::text[], $2::int[], $3::text[]) as n (performance_id, seat_number, reservation_id)
        on s.performance_id = n.performance_id and s.seat_number = n.seat_number
      where s.reservation_id = n.reservation_id
      order by s.performance_id collate "C", s.seat_number for update of s
    ) as o where s.performance_id = o.performance_id and s.seat_number = o.seat_number`;
  switch (change.type) {
    case 'reservation.payment_started':
    case 'reservation.payment_withdrawn':
    case 'reservation.cancelling':
      return;
    case 'reservation.confirmed': {
      const sold = await tx.query(`update seats s set sold = true ${owned} returning s.seat_number`, values);
      if (sold.length !== seats.length) throw new Error('a confirmed reservation does not own all its seats');
      return;
    }
    case 'reservation.payment_failed':
    case 'reservation.expired':
    case 'reservation.released':
    case 'reservation.cancelled': {
      const freed = await tx.query(
        `update seats s set reservation_id = null, sold = false ${owned} returning s.seat_number`,
        values,
      );
      if (freed.length !== seats.length) throw new Error('an ended reservation did not own all its seats');
      return;
    }
    default:
      change satisfies never;
  }
}
