import { LIVE_STATUSES, type Reservation } from '@concert-mania/core/holds/model';
import type { ExpiredSeats } from '@concert-mania/core/payments/decide-payment';
import { IS_FREE } from '../catalogue/seats-on-sale.ts';
import type { Queryable } from '../connection/database.ts';
import { lockSeatLimits } from './seat-limits.ts';

// All transactions lock seats in this order, so that they do not deadlock.
const LOCK_SEATS = `select ${IS_FREE} as free from seats where performance_id = $1 and seat_number = any($2)
  order by seat_number for update`;

const READ_LIMITS = `select c.max_seats_per_user as max_seats,
    coalesce((select sum(r.seat_count) from reservations r
      where r.account_id = $1 and r.performance_id = $2 and r.status = any($4)), 0)::int as live_seats,
    clock_timestamp() >= least(p.sale_closes_at, p.starts_at) as sale_over,
    exists (select from payments y where y.reservation_id = $5
      and y.status in ('in_progress', 'completed', 'partially_cancelled')) as live_payment
  from concerts c join performances p on p.id = $2 where c.id = $3`;

interface LimitsRow {
  max_seats: number;
  live_seats: number;
  sale_over: boolean;
  live_payment: boolean;
}

/** Locks the seats of an ended reservation, and reads whether it may take them again. */
export async function lockEndedSeats(tx: Queryable, reservation: Reservation): Promise<ExpiredSeats> {
  const { id, accountId, performanceId, concertId, seats } = reservation;
  await lockSeatLimits(tx, performanceId);
  const numbers = seats.map(({ seatNumber }) => seatNumber);
  const locked = await tx.query<{ free: boolean }>(LOCK_SEATS, [performanceId, numbers]);
  const [limits] = await tx.query<LimitsRow>(READ_LIMITS, [
    accountId,
    performanceId,
    concertId,
    LIVE_STATUSES,
    id,
  ]);
  if (!limits) throw new Error(`performance ${performanceId} of ${id} does not exist`);
  return {
    areFree: locked.length === seats.length && locked.every(({ free }) => free),
    seats: seats.length,
    liveSeats: limits.live_seats,
    maxSeatsPerUser: limits.max_seats,
    isSaleOver: limits.sale_over,
    hasLivePayment: limits.live_payment,
  };
}
