import type { DeskReader, SeatBlock, Taking } from '@concert-mania/core/box-office/ports';
import { seatLabel } from '@concert-mania/core/catalogue/seat-label';
import type { Queryable } from '../connection/database.ts';

/** The staff member of account `a`. */
export const CLERK = `json_build_object('id', a.id, 'name', case when a.erased_at is null then a.name end)`;

const LIST_BLOCKS = `select b.seat_number, v.label, v.zone, v.row_name, v.seat_name, b.reason, b.blocked_at,
    ${CLERK} as blocked_by
  from seat_blocks b
  join accounts a on a.id = b.blocked_by
  join performances p on p.id = b.performance_id
  join concerts c on c.id = p.concert_id
  join venue_seats v on v.venue_id = c.venue_id and v.seat_number = b.seat_number
  where b.performance_id = $1 and b.seat_number > $2 order by b.seat_number limit $3`;

interface BlockRow {
  seat_number: number;
  label: string | null;
  zone: string;
  row_name: string;
  seat_name: string;
  reason: string;
  blocked_at: Date;
  blocked_by: SeatBlock['blockedBy'];
}

const toBlock = (row: BlockRow): SeatBlock => ({
  seatNumber: row.seat_number,
  label: row.label ?? seatLabel({ zone: row.zone, row: row.row_name, seat: row.seat_name }),
  reason: row.reason,
  blockedBy: row.blocked_by,
  blockedAt: row.blocked_at,
});

const START = (day: string) => `(${day}::date::timestamp at time zone 'Asia/Seoul')`;
const DAY_OF = (at: string) => `to_char(${at} at time zone 'Asia/Seoul', 'YYYY-MM-DD')`;

// A refund at the desk ends when it is made; it counts for the staff member who made it.
const READ_TAKINGS = `
  select t.day, t.method, ${CLERK} as seller,
    sum(t.sales)::int as sales, sum(t.sold)::bigint as "soldAmount",
    sum(t.refunds)::int as refunds, sum(t.refunded)::bigint as "refundedAmount"
  from (
    select ${DAY_OF('d.sold_at')} as day, p.method, d.sold_by as seller,
      1 as sales, p.amount as sold, 0 as refunds, 0 as refunded
    from desk_sales d join payments p on p.reservation_id = d.reservation_id
    where d.sold_at >= ${START('$1')} and d.sold_at < ${START('$2')} + interval '1 day'
    union all
    select ${DAY_OF('f.created_at')}, p.method, coalesce(o.account_id, d.sold_by), 0, 0, 1, f.amount
    from desk_sales d join payments p on p.reservation_id = d.reservation_id
    join refunds f on f.payment_id = p.id
    left join command_outcomes o on o.job_id = f.job_id
    where f.created_at >= ${START('$1')} and f.created_at < ${START('$2')} + interval '1 day'
  ) as t
  join accounts a on a.id = t.seller
  group by t.day, t.method, a.id order by t.day, t.method, a.id`;

/** Reads blocked seats and takings from PostgreSQL. */
export const makeDeskReader = (db: Queryable): DeskReader => ({
  findConcertOf: async (id) => {
    const [row] = await db.query<{ concert_id: string }>(
      'select concert_id from reservations where id = $1',
      [id],
    );
    return row?.concert_id ?? null;
  },
  listBlocks: async (performanceId, { after, limit }) => {
    const rows = await db.query<BlockRow>(LIST_BLOCKS, [performanceId, after, limit + 1]);
    return { items: rows.slice(0, limit).map(toBlock), more: rows.length > limit };
  },
  readTakings: ({ from, to }) => db.query<Taking>(READ_TAKINGS, [from, to]),
});
