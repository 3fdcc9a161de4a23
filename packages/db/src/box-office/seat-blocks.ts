import type { BlockState, Unblocked } from '@concert-mania/core/box-office/decide-blocks';
import { type DeskSeat, numbersOf } from '@concert-mania/core/box-office/desk-seat';
import type { Actor } from '@concert-mania/core/identity/staff/staff-actions';
import type { ConcertId, PerformanceId } from '@concert-mania/core/shared/ids';
import { recordAction } from '../accounts/staff-actions.ts';
import { noteSeatsChanged } from '../catalogue/seats-on-sale.ts';
import type { Queryable } from '../connection/database.ts';
import { writeTogether } from '../connection/write-together.ts';
import { lockDeskSeats } from './desk-seats.ts';

/** A block of seats, or its end, by a staff member. */
export interface BlockAction {
  readonly performanceId: PerformanceId;
  readonly seatNumbers: readonly number[];
  readonly reason: string;
  readonly by: Actor;
}

// Changes of the seats on sale lock the concert, so that their events have versions in a row.
const LOCK_CONCERT = `select id from concerts
  where id = (select concert_id from performances where id = $1) for no key update`;

/** Locks the concert and then the seats. */
export async function lockForBlocks(
  tx: Queryable,
  { performanceId, seatNumbers }: Pick<BlockAction, 'performanceId' | 'seatNumbers'>,
): Promise<BlockState> {
  const [concert] = await tx.query<{ id: ConcertId }>(LOCK_CONCERT, [performanceId]);
  const seats = await lockDeskSeats(tx, performanceId, seatNumbers);
  return { concertId: concert?.id ?? null, seats };
}

/** Blocks locked seats without an owner. One that was to return to sale stays off it. */
export async function writeBlocks(
  tx: Queryable,
  { performanceId, seatNumbers, reason, by }: BlockAction,
  seats: readonly DeskSeat[],
): Promise<void> {
  const where = 'performance_id = $1 and seat_number = any($2::int[])';
  await writeTogether(tx, [
    {
      name: 'seats_blocked',
      sql: `update seats set not_for_sale = 'blocked' where ${where} and reservation_id is null returning 1`,
      values: [performanceId, seatNumbers],
      rows: seatNumbers.length,
    },
    {
      name: 'blocks_written',
      sql: `insert into seat_blocks (performance_id, seat_number, reason, blocked_by)
        select $1, seat_number, $3, $4 from unnest($2::int[]) as n (seat_number)
        on conflict (performance_id, seat_number) do update
          set reason = excluded.reason, blocked_by = excluded.blocked_by, blocked_at = now() returning 1`,
      values: [performanceId, seatNumbers, reason, by.accountId],
      rows: seatNumbers.length,
    },
    {
      name: 'returns_ended',
      sql: `delete from returning_seats where ${where} returning 1`,
      values: [performanceId, seatNumbers],
      rows: seatNumbers.length,
      allowFewer: true,
    },
  ]);
  const onSale = seats.filter(({ notForSale }) => notForSale === null);
  await noteSeatsChanged(tx, performanceId, numbersOf(onSale));
  await recordAction(tx, by, 'seats.blocked', performanceId, { seatNumbers, reason });
}

/** Unblocks locked seats. */
export async function writeUnblocks(
  tx: Queryable,
  { performanceId, seatNumbers, reason, by }: BlockAction,
  { onSale, unpriced }: Unblocked,
): Promise<void> {
  const all = [...onSale, ...unpriced];
  await writeTogether(tx, [
    {
      name: 'seats_unblocked',
      sql: `update seats set not_for_sale = case when seat_number = any($3::int[]) then 'no_price' end
        where performance_id = $1 and seat_number = any($2::int[]) and not_for_sale = 'blocked' returning 1`,
      values: [performanceId, all, unpriced],
      rows: all.length,
    },
    {
      name: 'blocks_ended',
      sql: 'delete from seat_blocks where performance_id = $1 and seat_number = any($2::int[]) returning 1',
      values: [performanceId, all],
      rows: all.length,
    },
  ]);
  await noteSeatsChanged(tx, performanceId, onSale);
  await recordAction(tx, by, 'seats.unblocked', performanceId, { seatNumbers, reason });
}
