import type { SeatLayouts } from '@concert-mania/core/catalogue/ports';
import { seatLabel } from '@concert-mania/core/catalogue/seat-label';
import type { Queryable } from '../connection/database.ts';

interface LayoutRow {
  seat_number: number;
  seat_guid: string;
  zone: string;
  row_name: string;
  seat_name: string;
  grade: string | null;
  price: number | null;
  accessible: boolean;
  x: number;
  y: number;
  label: string | null;
  focal_x: number;
  focal_y: number;
}

export const READ_LAYOUT = `
  select s.seat_number, s.seat_guid, s.zone, s.row_name, s.seat_name, pp.grade, pp.price, s.accessible, s.x, s.y,
    s.label, v.focal_x, v.focal_y
  from performances p
  join concerts c on c.id = p.concert_id
  join venues v on v.id = c.venue_id
  join venue_seats s on s.venue_id = c.venue_id
  left join performance_prices pp on pp.performance_id = p.id and pp.category = s.category
  where p.id = $1 and s.seat_number <= p.total_seats
  order by s.seat_number`;

/** Reads the seats of a performance with their grades and prices, in one statement. */
export function makeSeatLayoutStore(db: Queryable): SeatLayouts {
  return {
    find: async (performanceId) => {
      const rows = await db.query<LayoutRow>(READ_LAYOUT, [performanceId]);
      const [first] = rows;
      if (first === undefined) return null;
      const seats = rows.map((row) => ({
        seatNumber: row.seat_number,
        seatGuid: row.seat_guid,
        zone: row.zone,
        row: row.row_name,
        label: row.label ?? seatLabel({ zone: row.zone, row: row.row_name, seat: row.seat_name }),
        grade: row.grade,
        price: row.price,
        accessible: row.accessible,
        x: row.x,
        y: row.y,
      }));
      return { performanceId, focalPoint: { x: first.focal_x, y: first.focal_y }, seats };
    },
  };
}
