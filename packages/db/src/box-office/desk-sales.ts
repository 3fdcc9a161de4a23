import type { SellSeats } from '@concert-mania/core/box-office/commands';
import type { DeskSale, DeskSaleState } from '@concert-mania/core/box-office/decide-sale';
import type { Actor } from '@concert-mania/core/identity/staff/staff-actions';
import type { PerformanceId } from '@concert-mania/core/shared/ids';
import { recordAction } from '../accounts/staff-actions.ts';
import type { Queryable } from '../connection/database.ts';
import { writeTogether } from '../connection/write-together.ts';
import { appendEvents } from '../events/domain-events.ts';
import { insertReservations } from '../holds/hold-batches.ts';
import { writeMoney } from '../money/write-money.ts';
import { givenParts } from '../reservations/given-seats.ts';
import { lockDeskSeats } from './desk-seats.ts';

interface PerformanceRow {
  concert_id: string;
  starts_at: Date;
  is_published: boolean;
  is_cancelled: boolean;
}

const READ_PERFORMANCE = `select p.concert_id, p.starts_at, c.published_at is not null as is_published,
    p.cancelled_at is not null as is_cancelled
  from performances p join concerts c on c.id = p.concert_id where p.id = $1`;

/** Locks the seats, then reads the time and what else decides a sale at the desk. */
export async function lockForSale(
  tx: Queryable,
  {
    performanceId,
    seatNumbers,
  }: { readonly performanceId: PerformanceId; readonly seatNumbers: readonly number[] },
): Promise<DeskSaleState> {
  const seats = await lockDeskSeats(tx, performanceId, seatNumbers);
  const [performance] = await tx.query<PerformanceRow>(READ_PERFORMANCE, [performanceId]);
  const [clock] = await tx.query<{ now: Date }>('select clock_timestamp() as now');
  if (!clock) throw new Error('select clock_timestamp() returned no row');
  return {
    now: clock.now,
    seats,
    performance: performance
      ? {
          concertId: performance.concert_id,
          startsAt: performance.starts_at,
          isPublished: performance.is_published,
          isCancelled: performance.is_cancelled,
        }
      : null,
  };
}

/** Writes a sale: the hold with its seats, then its payment, confirmation and tickets. */
export async function writeSale(
  tx: Queryable,
  { held, changes }: DeskSale,
  { payment, ...sold }: SellSeats,
  by: Actor,
): Promise<void> {
  const { performanceId, seatNumbers } = sold;
  await writeTogether(tx, givenParts({ reservationId: held.id, performanceId, seatNumbers, sold: false }));
  await insertReservations(tx, [held]);
  const event = { stream: held.id, version: held.version, type: 'reservation.held' };
  await appendEvents(tx, [{ ...event, payload: { reservation: held } }]);
  await writeMoney(tx, { answer: null, changes });
  await tx.query(
    `insert into desk_sales (reservation_id, sold_by, holder_name, holder_email, holder_phone, note)
     values ($1, $2, $3, $4, $5, $6)`,
    [held.id, by.accountId, sold.holderName, sold.holderEmail, sold.holderPhone, sold.note],
  );
  // Without the holder: actions are kept for five years.
  await recordAction(tx, by, 'seats.sold', held.id, { performanceId, seatNumbers, payment });
}
