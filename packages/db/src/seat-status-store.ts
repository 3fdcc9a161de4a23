import type { SeatStatus } from '@concert-mania/core/catalog/model';
import type { SeatStatusReader } from '@concert-mania/core/catalog/ports';
import type { Queryable } from './database.ts';

const STATUS = `case when reservation_id is null then 'A' when sold then 'S' else 'H' end`;

export const READ_SEATS = `
  select seat_number, ${STATUS} as status from seats
  where performance_id = $1 and seat_number = any($2) order by seat_number`;

export const READ_ALL_SEATS = `
  select coalesce(string_agg(${STATUS}, '' order by seat_number), '') as availability
  from seats where performance_id = $1`;

/** Reads who owns seats right now, each call in one statement and so as of one moment. */
export function makeSeatStatusReader(db: Queryable): SeatStatusReader {
  return {
    ofSeats: async (performanceId, seatNumbers) => {
      const rows = await db.query<{ seat_number: number; status: SeatStatus }>(READ_SEATS, [
        performanceId,
        seatNumbers,
      ]);
      return rows.map((row) => [row.seat_number, row.status] as const);
    },
    ofAll: async (performanceId) => {
      const [row] = await db.query<{ availability: string }>(READ_ALL_SEATS, [performanceId]);
      return row?.availability ?? '';
    },
  };
}
