import type { SalesReader } from '@concert-mania/core/programme/ports';
import type { Queryable } from '../connection/database.ts';

const WINDOW_SECONDS = 10;

// A cancelled reservation counts with its kept fee.
export const READ_SALES = `
  select p.concert_id, s.available, s.held, s.sold, s.not_for_sale, s.to_return, s.recent, coalesce(m.revenue, 0)::bigint as revenue
  from performances p
  cross join lateral (
    select count(*) filter (where seat.reservation_id is null and seat.not_for_sale is null) as available,
      count(*) filter (where seat.reservation_id is not null and not seat.sold) as held,
      count(*) filter (where seat.sold) as sold,
      count(*) filter (where seat.reservation_id is null and seat.not_for_sale is not null) as not_for_sale,
      count(*) filter (where seat.reservation_id is null and seat.not_for_sale = 'returning') as to_return,
      count(distinct r.id) as recent
    from seats seat
    left join reservations r on r.id = seat.reservation_id and r.created_at > now() - make_interval(secs => $2)
    where seat.performance_id = p.id) s
  cross join lateral (
    select sum(pay.amount - pay.refunded_amount) as revenue
    from reservations r
    join payments pay on pay.reservation_id = r.id and pay.status in ('completed', 'partially_cancelled', 'cancelled')
    where r.performance_id = p.id and r.status in ('confirmed', 'cancelling', 'cancelled')) m
  where p.id = $1`;

/** Reads the sales figures of a performance, drafts included, in one statement. */
export function makeSalesReader(db: Queryable): SalesReader {
  return {
    find: async (performanceId) => {
      const [row] = await db.query<{
        concert_id: string;
        available: number;
        held: number;
        sold: number;
        not_for_sale: number;
        to_return: number;
        recent: number;
        revenue: number;
      }>(READ_SALES, [performanceId, WINDOW_SECONDS]);
      if (!row) return null;
      return {
        concertId: row.concert_id,
        available: row.available,
        held: row.held,
        sold: row.sold,
        notForSale: row.not_for_sale,
        returning: row.to_return,
        revenueAmount: row.revenue,
        holdsPerSecond: row.recent / WINDOW_SECONDS,
      };
    },
  };
}
