import type { DeskSeat } from '@concert-mania/core/box-office/desk-seat';
import type { NotForSale } from '@concert-mania/core/catalogue/model';
import { seatLabel } from '@concert-mania/core/catalogue/seat-label';
import type { PerformanceId } from '@concert-mania/core/shared/ids';
import type { Queryable } from '../connection/database.ts';

interface DeskSeatRow {
  seat_number: number;
  seat_guid: string;
  zone: string;
  row_name: string;
  seat_name: string;
  label: string | null;
  grade: string | null;
  price: number | null;
  owned: boolean;
  not_for_sale: NotForSale | null;
}

// In the order in which every other transaction locks seats.
const LOCK_SEATS = `select s.seat_number, v.seat_guid, v.zone, v.row_name, v.seat_name, v.label, pp.grade, pp.price,
    s.reservation_id is not null as owned, s.not_for_sale
  from seats s
  join performances p on p.id = s.performance_id
  join concerts c on c.id = p.concert_id
  join venue_seats v on v.venue_id = c.venue_id and v.seat_number = s.seat_number
  left join performance_prices pp on pp.performance_id = p.id and pp.category = v.category
  where s.performance_id = $1 and s.seat_number = any($2) order by s.seat_number for update of s`;

/** Locks the seats that exist, and reads what the desk needs to know of them. */
export async function lockDeskSeats(
  tx: Queryable,
  performanceId: PerformanceId,
  seatNumbers: readonly number[],
): Promise<readonly DeskSeat[]> {
  const rows = await tx.query<DeskSeatRow>(LOCK_SEATS, [performanceId, seatNumbers]);
  return rows.map((row) => ({
    seatNumber: row.seat_number,
    seatGuid: row.seat_guid,
    label: row.label ?? seatLabel({ zone: row.zone, row: row.row_name, seat: row.seat_name }),
    priced: row.grade === null || row.price === null ? null : { grade: row.grade, price: row.price },
    owned: row.owned,
    notForSale: row.not_for_sale,
  }));
}
