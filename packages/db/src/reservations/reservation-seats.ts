import { LIVE_STATUSES, type Reservation } from '@concert-mania/core/holds/model';
import { IS_FREE } from '../catalogue/seats-on-sale.ts';
import type { Queryable } from '../connection/database.ts';
import { ownSeatLimits } from './seat-limits.ts';

// In the order in which every other transaction locks seats.
async function lockSeats(tx: Queryable, reservation: Reservation): Promise<readonly boolean[]> {
  const rows = await tx.query<{ free: boolean }>(
    `select ${IS_FREE} as free from seats where performance_id = $1 and seat_number = any($2)
     order by seat_number for update`,
    [reservation.performanceId, seatNumbers(reservation)],
  );
  return rows.map((row) => row.free);
}

/**
 * Gives an ended reservation its seats again if all are free, the sale is open and its owner stays
 * within the concert's limit. All or nothing; false if it cannot.
 */
export async function retakeSeats(tx: Queryable, reservation: Reservation): Promise<boolean> {
  await ownSeatLimits(tx, reservation.performanceId);
  const free = await lockSeats(tx, reservation);
  if (free.length !== reservation.seats.length || free.includes(false)) return false;
  const [room] = await tx.query<{ fits: boolean }>(
    `select c.max_seats_per_user >= $4::int + coalesce((select sum(r.seat_count) from reservations r
       where r.account_id = $1 and r.performance_id = $2 and r.status = any($5)), 0)
       and clock_timestamp() < least(p.sale_closes_at, p.starts_at) as fits
     from concerts c join performances p on p.id = $2 where c.id = $3`,
    [
      reservation.accountId,
      reservation.performanceId,
      reservation.concertId,
      reservation.seats.length,
      LIVE_STATUSES,
    ],
  );
  if (!room?.fits) return false;
  const taken = await tx.query(
    `update seats set reservation_id = $3 where performance_id = $1 and seat_number = any($2)
     and reservation_id is null returning seat_number`,
    [reservation.performanceId, seatNumbers(reservation), reservation.id],
  );
  if (taken.length !== reservation.seats.length)
    throw new Error(`${reservation.id} took ${taken.length} of its ${reservation.seats.length} locked seats`);
  return true;
}

/** Frees seats that the same transaction has just retaken. */
export async function freeSeats(tx: Queryable, reservation: Reservation): Promise<void> {
  await tx.query('update seats set reservation_id = null where performance_id = $1 and reservation_id = $2', [
    reservation.performanceId,
    reservation.id,
  ]);
}

const seatNumbers = (reservation: Reservation): number[] => reservation.seats.map((seat) => seat.seatNumber);
