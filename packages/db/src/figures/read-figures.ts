import type { StuckKind } from '@concert-mania/core/payments/refunds/stuck-money';
import type { Queryable } from '../connection/database.ts';

/** A count and the age of its oldest member; 0 if there is none. */
export interface OpenWork {
  readonly count: number;
  readonly oldestSeconds: number;
}

const AGE = 'coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8';
const openWork = (table: string): string =>
  `select count(*)::int as count, ${AGE} as "oldestSeconds" from ${table} where status = 'in_progress'`;

/** Cancelled performances whose refunds are under way, and their live reservations. */
export interface OpenShows {
  readonly open: number;
  readonly left: number;
}
const OPEN_SHOWS = `
  select count(distinct c.performance_id)::int as open, count(r.id)::int as left
  from show_cancellations c
  left join show_cancellation_items i on i.performance_id = c.performance_id and not i.at_desk
  left join reservations r on r.id = i.reservation_id and r.status in ('held', 'paying', 'confirmed', 'cancelling')
  where c.finished_at is null`;

/** Payments, refunds and cancelled performances without an outcome. */
export async function readOpenMoney(db: Queryable): Promise<{
  readonly payments: OpenWork;
  readonly refunds: OpenWork;
  readonly shows: OpenShows;
}> {
  const [[payments = NONE], [refunds = NONE], [shows = { open: 0, left: 0 }]] = await Promise.all([
    db.query<OpenWork>(openWork('payments')),
    db.query<OpenWork>(openWork('refunds')),
    db.query<OpenShows>(OPEN_SHOWS),
  ]);
  return { payments, refunds, shows };
}

/** Refunds and payments that wait for a person, by kind; kinds without any are missing. */
export const readStuckMoney = (
  db: Queryable,
): Promise<readonly { readonly kind: StuckKind; readonly items: number; readonly won: number }[]> =>
  db.query(
    `select kind, count(*)::int as items, coalesce(sum(wanted_amount), 0)::bigint as won
     from stuck_money where settled_at is null group by kind`,
  );

const NONE: OpenWork = { count: 0, oldestSeconds: 0 };

/** Notices that are neither sent nor given up, by channel; channels without any are missing. */
export const readUnsentNotices = (db: Queryable): Promise<readonly (OpenWork & { channel: string })[]> =>
  db.query(
    `select channel, count(*)::int as count, ${AGE} as "oldestSeconds" from notifications
     where sent_at is null and given_up_at is null group by channel`,
  );

/** The longest time since the owner of a hold partition showed life; 0 without any partition. */
export async function readOrphanSeconds(db: Queryable): Promise<number> {
  const [row] = await db.query<{ seconds: number }>(
    `select coalesce(extract(epoch from clock_timestamp() - min(seen_at)), 0)::float8 as seconds
     from hold_partitions`,
  );
  return Math.max(0, row?.seconds ?? 0);
}

/** Concerts whose sale is open or opens within the hour; the latest openings first. */
export async function readConcertsOnSale(
  db: Queryable,
  limit: number,
): Promise<readonly { readonly id: string; readonly waitingRoomEnabled: boolean }[]> {
  return db.query(
    `select c.id, c.waiting_room_enabled as "waitingRoomEnabled"
     from concerts c join performances p on p.concert_id = c.id
     where c.published_at is not null and p.sale_closes_at > now() and p.sale_opens_at < now() + interval '1 hour'
     group by c.id order by max(p.sale_opens_at) desc, c.id limit $1`,
    [limit],
  );
}

export interface SeatCounts {
  readonly concert: string;
  readonly free: number;
  readonly held: number;
  readonly sold: number;
}

/** The seats of these concerts by status, of performances whose sale is open. */
export const readSeatCounts = (
  db: Queryable,
  concertIds: readonly string[],
): Promise<readonly SeatCounts[]> =>
  db.query(
    `select p.concert_id as concert,
       count(*) filter (where s.reservation_id is null and s.not_for_sale is null)::int as free,
       count(*) filter (where s.reservation_id is not null and not s.sold)::int as held,
       count(*) filter (where s.sold)::int as sold
     from performances p join seats s on s.performance_id = p.id
     where p.concert_id = any($1) and p.sale_closes_at > now() group by 1`,
    [concertIds],
  );
