import {
  changeReservation,
  type Reservation,
  type ReservationChange,
  type ReservationStatus,
  type ReservedSeat,
} from '@concert-mania/core/holds/model';
import type { ReservationId } from '@concert-mania/core/shared/ids';
import { prepared, type Queryable } from '../connection/database.ts';
import { type WritePart, writeTogether } from '../connection/write-together.ts';
import { type DomainEvent, eventsPart } from '../events/domain-events.ts';
import { type Changed, holdUseParts } from './hold-uses.ts';

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

// The time is read outside the locking select, which would read it before it waits for the lock.
const LOCK = prepared(`with locked as materialized (
    select ${RESERVATION_COLUMNS} from reservations where id = $1 for update
  ) select ${RESERVATION_COLUMNS}, clock_timestamp() as now from locked`);

/** Locks a reservation until the transaction ends and tells the database's time; null when there is none. */
export async function lockReservation(
  tx: Queryable,
  id: ReservationId,
): Promise<{ readonly reservation: Reservation; readonly now: Date } | null> {
  const [row] = await tx.query<ReservationRow & { now: Date }>(LOCK, [id]);
  return row ? { reservation: toReservation(row), now: row.now } : null;
}

// In order, so that two such statements never wait for each other in a ring.
const LOCK_SEVERAL = `with locked as materialized (
    select ${RESERVATION_COLUMNS} from reservations where id = any($1) order by id collate "C" for update
  ) select ${RESERVATION_COLUMNS}, clock_timestamp() as now from locked`;

/** Locks those of the reservations that there are, and tells the database's time once all are locked. */
export async function lockReservations(
  tx: Queryable,
  ids: readonly ReservationId[],
): Promise<readonly { readonly reservation: Reservation; readonly now: Date }[]> {
  const rows = await tx.query<ReservationRow & { now: Date }>(LOCK_SEVERAL, [ids]);
  return rows.map((row) => ({ reservation: toReservation(row), now: row.now }));
}

/**
 * Applies changes to locked reservations. Returns the new rows, seats and events to write. All
 * changes must move their seats alike: sold when confirmed, freed when no longer live. Throws
 * where a status does not allow a change, so callers check it first.
 */
export function planChanges(
  reservations: readonly Reservation[],
  changesOf: (reservation: Reservation) => readonly ReservationChange[],
): {
  readonly changed: readonly Reservation[];
  readonly events: readonly DomainEvent[];
  readonly parts: readonly WritePart[];
} {
  const events: DomainEvent[] = [];
  let seats: string | null = null;
  const changes = reservations.map((before): Changed => {
    let after = before;
    for (const change of changesOf(before)) {
      const next = changeReservation(after, change);
      if (!next.ok) throw new Error(`${change.type} cannot follow ${next.error.from} of ${before.id}`);
      after = next.value;
      events.push(eventOf(after, change));
      seats = SEAT_MOVES[change.type] ?? seats;
    }
    return { before, after };
  });
  const changed = changes.map(({ after }) => after);
  const parts = [
    rowsPart(reservations, changed),
    ...(seats ? [seatsPart(changed, seats)] : []),
    ...holdUseParts(changes),
  ];
  return { changed, events, parts };
}

/** Applies one change to locked reservations in the caller's transaction. Throws when a row is not as it was locked. */
export async function applyChange(
  tx: Queryable,
  reservations: readonly Reservation[],
  change: ReservationChange,
): Promise<readonly Reservation[]> {
  const { changed, events, parts } = planChanges(reservations, () => [change]);
  await writeTogether(tx, [...parts, eventsPart(events)]);
  return changed;
}

function eventOf(reservation: Reservation, change: ReservationChange): DomainEvent {
  const { type, ...rest } = change;
  const payload = {
    ...rest,
    performanceId: reservation.performanceId,
    accountId: reservation.accountId,
  };
  return { stream: reservation.id, version: reservation.version, type, payload };
}

function rowsPart(before: readonly Reservation[], after: readonly Reservation[]): WritePart {
  const columns = [
    after.map((reservation) => reservation.id),
    after.map((reservation) => reservation.status),
    after.map((reservation) => reservation.expiresAt.toISOString()),
    after.map((reservation) => reservation.version),
    before.map((reservation) => reservation.version),
  ] as const;
  const single = after.length === 1;
  const source = single
    ? '(values ($1::text, $2::text, $3::timestamptz, $4::int, $5::int))'
    : 'unnest($1::text[], $2::text[], $3::timestamptz[], $4::int[], $5::int[])';
  return {
    name: 'reservations_changed',
    sql: `update reservations r
      set status = n.status, expires_at = n.expires_at, version = n.version, updated_at = now()
      from ${source} as n (id, status, expires_at, version, was)
      where r.id = n.id and r.version = n.was returning 1`,
    values: single ? columns.map(([only]) => only) : columns,
    rows: after.length,
    unprepared: !single,
  };
}

const SEAT_MOVES = {
  'reservation.payment_started': null,
  'reservation.payment_withdrawn': null,
  'reservation.cancelling': null,
  'reservation.confirmed': 'sold = true',
  'reservation.payment_failed': 'reservation_id = null, sold = false',
  'reservation.expired': 'reservation_id = null, sold = false',
  'reservation.released': 'reservation_id = null, sold = false',
  'reservation.cancelled': 'reservation_id = null, sold = false',
} as const satisfies Record<ReservationChange['type'], string | null>;

/** Every seat of the reservations, and no other: one that they do not own is missing from the count. */
function seatsPart(reservations: readonly Reservation[], move: string): WritePart {
  const [first] = reservations;
  const seats = reservations.flatMap((reservation) =>
    reservation.seats.map((seat) => ({ reservation, seatNumber: seat.seatNumber })),
  );
  const single = first !== undefined && reservations.length === 1;
  const numbers = seats.map(({ seatNumber }) => seatNumber);
  const owned = single
    ? `where s.performance_id = $1::text and s.seat_number = any($2::int[]) and s.reservation_id = $3::text`
    : `join unnest($1::text[], $2::int[], $3::text[]) as n (performance_id, seat_number, reservation_id)
        on s.performance_id = n.performance_id and s.seat_number = n.seat_number
      where s.reservation_id = n.reservation_id`;
  return {
    name: 'seats_moved',
    // Locked in the order in which holds lock the seats they name, so that the two never wait for each other in a ring.
    sql: `update seats s set ${move} from (
        select s.performance_id, s.seat_number from seats s ${owned}
        order by s.performance_id collate "C", s.seat_number for update of s
      ) as o where s.performance_id = o.performance_id and s.seat_number = o.seat_number returning 1`,
    values: single
      ? [first.performanceId, numbers, first.id]
      : [
          seats.map(({ reservation }) => reservation.performanceId),
          numbers,
          seats.map(({ reservation }) => reservation.id),
        ],
    rows: seats.length,
    unprepared: !single,
  };
}
