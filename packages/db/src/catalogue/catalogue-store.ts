import {
  type ConcertDetail,
  type ConcertSummary,
  concertSale,
  type Performance,
  saleStatus,
} from '@concert-mania/core/catalogue/model';
import type { Catalogue, ConcertFilter } from '@concert-mania/core/catalogue/ports';
import type { ConcertId } from '@concert-mania/core/shared/ids';
import { batchWhileBusy } from '@concert-mania/runtime/async/batch-calls';
import type { Queryable } from '../connection/database.ts';
import { IS_FREE, MAY_BE_SOLD } from './seats-on-sale.ts';

interface ConcertRow {
  id: string;
  title: string;
  artist: string;
  description: string;
  venue_id: string;
  venue_name: string;
  waiting_room_enabled: boolean;
  max_seats_per_user: number;
  paused: boolean;
}

interface PerformanceRow {
  id: string;
  concert_id: string;
  starts_at: Date;
  sale_opens_at: Date;
  sale_closes_at: Date;
  sold_out: boolean;
  now: Date;
}

interface CountedPerformanceRow extends PerformanceRow {
  available: number;
  total_seats: number;
  cancelled: boolean;
  postponed_from: Date | null;
  full_refund_until: Date | null;
}

// Newest first by id. Ids never change, so no page repeats or skips a concert when others are
// added.
const listConcerts = (found: string): string => `
  select c.id, c.title, c.artist, v.id as venue_id, v.name as venue_name, c.paused_at is not null as paused
  from concerts c join venues v on v.id = c.venue_id
  where c.published_at is not null ${found}
    and ($1::text is null or c.id < $1)
    and exists (
      select from performances p
      where p.concert_id = c.id
        and ($2::timestamptz is null or p.starts_at >= $2)
        and ($3::timestamptz is null or p.starts_at < $3))
  order by c.id desc limit $4`;
export const LIST_CONCERTS = listConcerts('');
// The words' pieces are looked up by index, or by walking down the ids when most concerts match.
export const SEARCH_CONCERTS = listConcerts(`
    and c.search_grams @> search_keys($5::text[]) and c.search_text like all (search_patterns($5::text[]))`);

// The search for a free seat stops at the first one, so a house on sale costs a few rows.
export const LIST_SALES = `
  select p.id, p.concert_id, p.starts_at, p.sale_opens_at, p.sale_closes_at, now() as now,
    p.sale_opens_at <= now() and now() < p.sale_closes_at
      and not exists (select from seats s where s.performance_id = p.id and ${MAY_BE_SOLD}) as sold_out
  from performances p where p.concert_id = any($1)`;

export const LIST_PERFORMANCES = `
  select p.id, p.concert_id, p.starts_at, p.sale_opens_at, p.sale_closes_at, p.total_seats, now() as now,
    p.cancelled_at is not null as cancelled, p.postponed_from, p.full_refund_until,
    s.available, s.unsold = 0 as sold_out
  from performances p cross join lateral (
    select count(*) filter (where ${IS_FREE}) as available, count(*) filter (where ${MAY_BE_SOLD}) as unsold
    from seats where performance_id = p.id) s
  where p.concert_id = $1 order by p.starts_at, p.id`;

export const FIND_CONCERTS = `
  select c.id, c.title, c.artist, c.description, c.waiting_room_enabled, c.max_seats_per_user,
    v.id as venue_id, v.name as venue_name, c.paused_at is not null as paused
  from concerts c join venues v on v.id = c.venue_id
  where c.id = any($1) and c.published_at is not null`;

/** The number of concerts per statement, and of concurrent statements. */
const TOGETHER = { most: 64, concurrency: 2 } as const;

/**
 * Reads published concerts: two statements per page or concert. Sale statuses use database time.
 */
export function makeCatalogueStore(db: Queryable): Catalogue {
  const performancesOf = async (concertId: ConcertId): Promise<readonly Performance[]> =>
    (await db.query<CountedPerformanceRow>(LIST_PERFORMANCES, [concertId])).map(toPerformance);

  // Lookups share statements, so unknown ids stay cheap.
  const findRow = batchWhileBusy<ConcertId, ConcertRow | null>(async (ids) => {
    const rows = await db.query<ConcertRow>(FIND_CONCERTS, [ids]);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id) ?? null);
  }, TOGETHER);

  const findConcert = async (concertId: ConcertId): Promise<ConcertDetail | null> => {
    const concert = await findRow(concertId);
    if (concert === null) return null;
    const performances = await performancesOf(concertId);
    const summary = summarise(concert, performances);
    if (!summary) return null;
    return {
      ...summary,
      description: concert.description,
      waitingRoomEnabled: concert.waiting_room_enabled,
      maxSeatsPerUser: concert.max_seats_per_user,
      performances,
    };
  };

  return {
    listConcerts: async ({ filter, before, limit }) => {
      const words = wordsOf(filter.keyword);
      const parameters = listParameters(filter, before, limit + 1);
      const rows = await (words.length === 0
        ? db.query<ConcertRow>(LIST_CONCERTS, parameters)
        : db.query<ConcertRow>(SEARCH_CONCERTS, [...parameters, words]));
      const page = rows.slice(0, limit);
      const sales = await db.query<PerformanceRow>(LIST_SALES, [page.map((row) => row.id)]);
      const byConcert = Map.groupBy(sales, (row) => row.concert_id);
      const items = page.flatMap((row) => summarise(row, (byConcert.get(row.id) ?? []).map(toSale)) ?? []);
      return { items, more: rows.length > limit };
    },
    findConcert,
    listPerformances: async (concertId) => (await findConcert(concertId))?.performances ?? null,
  };
}

const MOST_WORDS = 8;

/** The words that must all appear in a concert's title, artist or venue. */
const wordsOf = (keyword: string | null): readonly string[] =>
  (keyword ?? '')
    .split(/\s+/u)
    .filter((word) => word !== '')
    .slice(0, MOST_WORDS);

const listParameters = (
  filter: ConcertFilter,
  before: ConcertId | null,
  limit: number,
): readonly unknown[] => [
  before,
  filter.from?.toISOString() ?? null,
  filter.to?.toISOString() ?? null,
  limit,
];

type Sale = Pick<Performance, 'startsAt' | 'saleOpensAt' | 'saleStatus'>;

const toSale = (row: PerformanceRow): Sale & Pick<Performance, 'id' | 'saleClosesAt'> => ({
  id: row.id,
  startsAt: row.starts_at,
  saleOpensAt: row.sale_opens_at,
  saleClosesAt: row.sale_closes_at,
  saleStatus: saleStatus(
    { saleOpensAt: row.sale_opens_at, saleClosesAt: row.sale_closes_at, soldOut: row.sold_out },
    row.now,
  ),
});

const toPerformance = (row: CountedPerformanceRow): Performance => ({
  ...toSale(row),
  cancelled: row.cancelled,
  postponedFrom: row.postponed_from,
  fullRefundUntil: row.full_refund_until,
  availableSeats: row.available,
  totalSeats: row.total_seats,
});

function summarise(concert: ConcertRow, sales: readonly Sale[]): ConcertSummary | null {
  if (sales.length === 0) return null;
  const starts = sales.map((sale) => sale.startsAt.getTime());
  return {
    id: concert.id,
    title: concert.title,
    artist: concert.artist,
    venue: { id: concert.venue_id, name: concert.venue_name },
    firstStartsAt: new Date(Math.min(...starts)),
    lastStartsAt: new Date(Math.max(...starts)),
    ...concertSale(sales),
    paused: concert.paused,
  };
}
