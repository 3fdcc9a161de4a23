import {
  LIVE_STATUSES,
  lostSeats,
  moveReservation,
  type Reservation,
  type ReservationChange,
  type ReservationMove,
  type ReservationStatus,
  type ReservedSeat,
} from '@concert-mania/core/holds/model';
import type { LockedReservation } from '@concert-mania/core/payments/decide-payment';
import type { ReservationId } from '@concert-mania/core/shared/ids';
import { prepared, type Queryable } from '../connection/database.ts';
import { type WritePart, writeTogether } from '../connection/write-together.ts';
import { type DomainEvent, eventsPart } from '../events/domain-events.ts';
import { ticketParts } from '../tickets/ticket-parts.ts';
import { givenParts } from './given-seats.ts';
import { holdUseParts } from './hold-uses.ts';

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

/** Of the reservation whose columns are in scope. */
export const PERFORMANCE_CANCELLED = `(select f.cancelled_at is not null from performances f
    where f.id = performance_id) as performance_cancelled`;

type LockedRow = ReservationRow & { now: Date; performance_cancelled: boolean };

const toLocked = (row: LockedRow): LockedReservation => ({
  reservation: toReservation(row),
  now: row.now,
  isPerformanceCancelled: row.performance_cancelled,
});

// The time is read outside the locking select, which would read it before it waits for the lock.
const LOCK = prepared(`with locked as materialized (
    select ${RESERVATION_COLUMNS} from reservations where id = $1 for update
  ) select ${RESERVATION_COLUMNS}, clock_timestamp() as now, ${PERFORMANCE_CANCELLED} from locked`);

/**
 * Locks a reservation, and reads the database's time and whether its performance is cancelled. Null
 * if there is no such reservation.
 */
export async function lockReservation(tx: Queryable, id: ReservationId): Promise<LockedReservation | null> {
  const [row] = await tx.query<LockedRow>(LOCK, [id]);
  return row ? toLocked(row) : null;
}

// In order: two such statements could deadlock otherwise.
const LOCK_SEVERAL = `with locked as materialized (
    select ${RESERVATION_COLUMNS} from reservations where id = any($1) order by id collate "C" for update
  ) select ${RESERVATION_COLUMNS}, clock_timestamp() as now, ${PERFORMANCE_CANCELLED} from locked`;

/** Locks those reservations that exist. The database's time is read once all are locked. */
export const lockReservations = async (
  tx: Queryable,
  ids: readonly ReservationId[],
): Promise<readonly LockedReservation[]> => (await tx.query<LockedRow>(LOCK_SEVERAL, [ids])).map(toLocked);

/**
 * Everything to write for moved reservations, which the caller has locked: rows, tickets, seats,
 * notes of unpaid holds, and events. All moves must move their seats alike.
 */
export function reservationParts(moves: readonly ReservationMove[]): {
  readonly parts: readonly WritePart[];
  readonly events: readonly DomainEvent[];
} {
  const [first] = moves;
  if (!first) return { parts: [], events: [] };
  const seats = seatMove(first);
  if (moves.some((move) => seatMove(move) !== seats)) {
    throw new Error(`${first.before.id} and others of its batch move their seats differently`);
  }
  return {
    parts: [
      rowsPart(moves),
      ...ticketParts(moves),
      ...(seats ? [seatsPart(moves, seats)] : []),
      ...moves.flatMap(gainedParts),
      ...holdUseParts(moves),
    ],
    events: moves.flatMap(({ steps }) => steps.map(eventOf)),
  };
}

/** Applies one change to locked reservations in the caller's transaction. */
export async function applyChange(
  tx: Queryable,
  reservations: readonly Reservation[],
  change: ReservationChange,
): Promise<readonly Reservation[]> {
  const moves = reservations.map((reservation) => moveReservation(reservation, [change]));
  const { parts, events } = reservationParts(moves);
  await writeTogether(tx, [...parts, eventsPart(events)]);
  return moves.map(({ after }) => after);
}

function eventOf({ change, after }: ReservationMove['steps'][number]): DomainEvent {
  const { type, ...rest } = change;
  const { performanceId, accountId } = after;
  const seats = 'moves' in change && {
    seatNumbers: change.moves.flatMap(({ from, to }) => [from, to.seatNumber]),
  };
  const payload = { ...rest, ...seats, performanceId, accountId };
  return { stream: after.id, version: after.version, type, payload };
}

function rowsPart(moves: readonly ReservationMove[]): WritePart {
  const columns = [
    moves.map(({ after }) => after.id),
    moves.map(({ after }) => after.status),
    moves.map(({ after }) => after.expiresAt.toISOString()),
    moves.map(({ after }) => after.version),
    moves.map(({ before }) => before.version),
  ] as const;
  const single = moves.length === 1;
  const source = single
    ? '(values ($1::text, $2::text, $3::timestamptz, $4::int, $5::int))'
    : 'unnest($1::text[], $2::text[], $3::timestamptz[], $4::int[], $5::int[])';
  const [only] = moves;
  if (single && only && hasOtherSeats(only)) return withSeats(only);
  return {
    name: 'reservations_changed',
    sql: `update reservations r
      set status = n.status, expires_at = n.expires_at, version = n.version, updated_at = now()
      from ${source} as n (id, status, expires_at, version, was)
      where r.id = n.id and r.version = n.was returning 1`,
    values: single ? columns.map(([only]) => only) : columns,
    rows: moves.length,
  };
}

const hasOtherSeats = ({ before, after }: ReservationMove): boolean => before.seats !== after.seats;

/** Also writes the seats of the reservation, which few moves change. */
const withSeats = ({ before, after }: ReservationMove): WritePart => ({
  name: 'reservation_seats_changed',
  sql: `update reservations set status = $2, expires_at = $3, version = $4, updated_at = now(),
      seats = $5, seat_count = $6, total_amount = $7
    where id = $1 and version = $8 returning 1`,
  values: [
    after.id,
    after.status,
    after.expiresAt.toISOString(),
    after.version,
    JSON.stringify(after.seats),
    after.seats.length,
    after.totalAmount,
    before.version,
  ],
  rows: 1,
});

/** The seats that a move to other seats gains. */
function gainedParts({ before, after }: ReservationMove): readonly WritePart[] {
  const gained = lostSeats(after, before);
  if (gained.length === 0) return [];
  const seatNumbers = gained.map(({ seatNumber }) => seatNumber);
  const { id: reservationId, performanceId } = after;
  return givenParts({ reservationId, performanceId, seatNumbers, sold: true });
}

interface SeatMove {
  readonly set: string;
  /** Whether the seats are the reservation's before the move; otherwise they must be free. */
  readonly owned: boolean;
}
const FREE: SeatMove = { set: 'reservation_id = null, sold = false', owned: true };
const SELL: SeatMove = { set: 'sold = true', owned: true };
const TAKE: SeatMove = { set: 'reservation_id = o.reservation_id', owned: false };
const TAKE_AND_SELL: SeatMove = { set: 'reservation_id = o.reservation_id, sold = true', owned: false };

/** The effect of a move on the seats of its reservation. Null if it has none. */
function seatMove(move: ReservationMove): SeatMove | null {
  const { before, after } = move;
  if (hasOtherSeats(move)) return FREE;
  const isSold = after.status === 'confirmed';
  if (!isLive(after)) return isLive(before) ? FREE : null;
  if (!isLive(before)) return isSold ? TAKE_AND_SELL : TAKE;
  return isSold ? SELL : null;
}

const isLive = ({ status }: Reservation): boolean => LIVE_STATUSES.includes(status);

/** The seats that a move frees, takes or sells: all of the reservation, or those that it loses. */
const movedSeats = ({ before, after }: ReservationMove): readonly ReservedSeat[] =>
  before.seats === after.seats ? after.seats : lostSeats(before, after);

/** A seat in another state is missing from the count. */
function seatsPart(moves: readonly ReservationMove[], { set, owned }: SeatMove): WritePart {
  const [first] = moves;
  const seats = moves.flatMap((move) =>
    movedSeats(move).map(({ seatNumber }) => ({ reservation: move.after, seatNumber })),
  );
  const single = first !== undefined && moves.length === 1;
  const numbers = seats.map(({ seatNumber }) => seatNumber);
  const found = single
    ? `$3::text as reservation_id from seats s
        where s.performance_id = $1::text and s.seat_number = any($2::int[])
          and s.reservation_id ${owned ? '= $3::text' : 'is null'}`
    : `n.reservation_id from seats s
        join unnest($1::text[], $2::int[], $3::text[]) as n (performance_id, seat_number, reservation_id)
          on s.performance_id = n.performance_id and s.seat_number = n.seat_number
        where s.reservation_id ${owned ? '= n.reservation_id' : 'is null'}`;
  return {
    name: 'seats_moved',
    // Holds lock the seats they name in the same order: otherwise the two could deadlock.
    sql: `update seats s set ${set} from (
        select s.performance_id, s.seat_number, ${found}
        order by s.performance_id collate "C", s.seat_number for update of s
      ) as o where s.performance_id = o.performance_id and s.seat_number = o.seat_number returning 1`,
    values: single
      ? [first.after.performanceId, numbers, first.after.id]
      : [
          seats.map(({ reservation }) => reservation.performanceId),
          numbers,
          seats.map(({ reservation }) => reservation.id),
        ],
    rows: seats.length,
  };
}
