import type { SeatReturns } from '@concert-mania/core/holds/expire-holds';
import { lostSeats, type ReservationMove } from '@concert-mania/core/holds/model';
import type { PerformanceId } from '@concert-mania/core/shared/ids';
import { noteSeatsChanged } from '../catalogue/seats-on-sale.ts';
import type { Database, Queryable } from '../connection/database.ts';

/**
 * An unpredictable number from 0 to 1. `random()` is predictable; a random UUID comes from the
 * server's cryptographic generator, and its first 32 bits are random.
 */
const UNFORESEEABLE = `('x' || left(gen_random_uuid()::text, 8))::bit(32)::bigint / 4294967296.0`;

// Without a window, or after the sale, nothing is withheld.
const WITHHOLD = `with terms as (
    select least(c.return_cancelled_within_seconds,
      extract(epoch from least(p.sale_closes_at, p.starts_at) - clock_timestamp())) as within_seconds
    from performances p join concerts c on c.id = p.concert_id where p.id = $1
  ), withheld as (
    update seats s set not_for_sale = 'returning' from terms t
    where t.within_seconds > 0 and s.performance_id = $1 and s.seat_number = any($2)
      and s.reservation_id is null and s.not_for_sale is null
    returning s.seat_number, t.within_seconds
  )
  insert into returning_seats (performance_id, seat_number, returns_at)
  select $1, seat_number, clock_timestamp() + within_seconds * ${UNFORESEEABLE} * interval '1 second' from withheld`;

/**
 * Withholds the seats that the caller's transaction freed by a cancellation, each until its own
 * time within the concert's window.
 */
export async function withholdCancelled(tx: Queryable, { before, after }: ReservationMove): Promise<void> {
  const { performanceId } = after;
  const seats = after.status === 'cancelled' ? after.seats : lostSeats(before, after);
  if (seats.length === 0) return;
  await tx.query(WITHHOLD, [performanceId, seats.map(({ seatNumber }) => seatNumber)]);
}

const DUE = `select distinct performance_id from returning_seats where returns_at <= now() limit $1`;
const MOST_PERFORMANCES = 50;

// Changes of the seats on sale lock the concert. A locked concert is skipped until the next sweep.
const LOCK = `select 1 from concerts where id = (select concert_id from performances where id = $1)
  for no key update skip locked`;

// Locked in the order in which holds lock the named seats.
const RETURN = `with due as (
    delete from returning_seats where performance_id = $1 and returns_at <= now() returning seat_number
  ), locked as materialized (
    select seat_number from seats
    where performance_id = $1 and seat_number in (select seat_number from due) and not_for_sale = 'returning'
    order by seat_number for update
  )
  update seats s set not_for_sale = null from locked
  where s.performance_id = $1 and s.seat_number = locked.seat_number returning s.seat_number`;

/** Puts cancelled seats back on sale when they are due, by the database's clock. */
export function makeSeatReturns(db: Database): SeatReturns {
  return {
    returnDue: async () => {
      const due = await db.query<{ performance_id: PerformanceId }>(DUE, [MOST_PERFORMANCES]);
      let returned = 0;
      for (const { performance_id: performanceId } of due) {
        returned += await db.transaction((tx) => returnSeats(tx, performanceId));
      }
      return returned;
    },
  };
}

async function returnSeats(tx: Queryable, performanceId: PerformanceId): Promise<number> {
  const locked = await tx.query(LOCK, [performanceId]);
  if (locked.length === 0) return 0;
  const rows = await tx.query<{ seat_number: number }>(RETURN, [performanceId]);
  const seatNumbers = rows.map((row) => row.seat_number).sort((a, b) => a - b);
  await noteSeatsChanged(tx, performanceId, seatNumbers);
  return seatNumbers.length;
}
