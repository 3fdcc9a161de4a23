import type { ConcertId, PerformanceId } from '@concert-mania/core/shared/ids';
import type { Won } from '@concert-mania/core/shared/money';
import { ok, type Result, refuse } from '@concert-mania/core/shared/result';
import type { Database, Queryable } from '../connection/database.ts';

export interface NewPerformance {
  readonly id: PerformanceId;
  readonly concertId: ConcertId;
  readonly startsAt: Date;
  readonly saleOpensAt: Date;
  readonly saleClosesAt: Date;
  /** Seats of categories without a price are not for sale. */
  readonly prices: readonly { readonly category: string; readonly grade: string; readonly price: Won }[];
}

export type PerformanceRefusal =
  | { readonly code: 'concert_not_found' }
  | { readonly code: 'nothing_for_sale'; readonly categories: readonly string[] };

/** Inserts a performance with its prices and all seats of its venue, or nothing. */
export function createPerformance(
  db: Database,
  performance: NewPerformance,
): Promise<Result<{ readonly totalSeats: number }, PerformanceRefusal>> {
  return db.transaction((tx) => createPerformanceIn(tx, performance));
}

/** Like `createPerformance`, in the caller's transaction. A refusal writes nothing. */
export async function createPerformanceIn(
  tx: Queryable,
  performance: NewPerformance,
): Promise<Result<{ readonly totalSeats: number }, PerformanceRefusal>> {
  const categories = await tx.query<{ venue_id: string; category: string; seats: number }>(
    `select s.venue_id, s.category, count(*) as seats
     from concerts c join venue_seats s on s.venue_id = c.venue_id where c.id = $1
     group by s.venue_id, s.category order by s.category`,
    [performance.concertId],
  );
  const [first] = categories;
  if (!first) return refuse({ code: 'concert_not_found' });
  const priced = new Set(performance.prices.map((price) => price.category));
  const names = categories.map((row) => row.category);
  if (!names.some((category) => priced.has(category)))
    return refuse({ code: 'nothing_for_sale', categories: names });
  const totalSeats = categories.reduce((sum, row) => sum + row.seats, 0);
  await insertPerformance(tx, performance, totalSeats);
  await tx.query(
    `insert into seats (performance_id, seat_number, not_for_sale)
     select $1, seat_number, case when category <> all($3) then 'no_price' end
     from venue_seats where venue_id = $2`,
    [performance.id, first.venue_id, [...priced]],
  );
  return ok({ totalSeats });
}

async function insertPerformance(
  tx: Queryable,
  performance: NewPerformance,
  totalSeats: number,
): Promise<void> {
  await tx.query(
    `insert into performances (id, concert_id, starts_at, sale_opens_at, sale_closes_at, total_seats)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      performance.id,
      performance.concertId,
      performance.startsAt.toISOString(),
      performance.saleOpensAt.toISOString(),
      performance.saleClosesAt.toISOString(),
      totalSeats,
    ],
  );
  await tx.query(
    `insert into performance_prices (performance_id, category, grade, price)
     select $1, * from unnest($2::text[], $3::text[], $4::bigint[])`,
    [
      performance.id,
      performance.prices.map((price) => price.category),
      performance.prices.map((price) => price.grade),
      performance.prices.map((price) => price.price),
    ],
  );
}
