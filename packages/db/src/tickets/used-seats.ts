import type { ReservationId } from '@concert-mania/core/shared/ids';
import type { Queryable } from '../connection/database.ts';

interface LiveRow {
  seat_number: number;
  status: 'valid' | 'used';
}

const LIVE = `select seat_number, status from tickets where reservation_id = $1 and status <> 'void' order by id`;

const usedOf = (rows: readonly LiveRow[]): readonly number[] =>
  rows.flatMap(({ seat_number, status }) => (status === 'used' ? [seat_number] : []));

/** The seats of a reservation whose tickets were used. */
export const readUsedSeats = async (db: Queryable, id: ReservationId): Promise<readonly number[]> =>
  usedOf(await db.query<LiveRow>(LIVE, [id]));

/** Locks the live tickets, so that no gate takes one before the caller's transaction ends. */
export const lockUsedSeats = async (tx: Queryable, id: ReservationId): Promise<readonly number[]> =>
  usedOf(await tx.query<LiveRow>(`${LIVE} for update`, [id]));
