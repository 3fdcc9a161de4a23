import type {
  Comparisons,
  Day,
  GatewayDifference,
  GatewayTransaction,
} from '@concert-mania/core/payments/gateway/compare-gateway';
import { lockByName } from '../../connection/advisory-locks.ts';
import type { Database, Queryable } from '../../connection/database.ts';
import { COMPARE } from './compare-gateway-sql.ts';

/** Payments that moved this recently may still be under way. */
const IN_FLIGHT_MINUTES = 30;
/** Most days that are compared after a long stop; compare older ones by command. */
const MOST_DAYS_BACK = 31;
/** Longer than the gateway takes to settle a card payment and than refunds can be disputed. */
const KEPT_DAYS = 400;

// A day is compared from an hour after its end, when its payments are settled.
const NOTE_DAYS = `insert into gateway_comparisons (day)
  select generate_series(greatest(coalesce((select max(day) from gateway_comparisons) + 1, over.day), over.day - $1::int), over.day, '1 day')::date
  from (select ((now() - interval '1 hour') at time zone 'Asia/Seoul')::date - 1 as day) as over
  on conflict do nothing`;
const TAKE_DAY = `update gateway_comparisons set lease_until = now() + $1 * interval '1 ms'
  where day = (select day from gateway_comparisons where compared_at is null and lease_until <= now()
    order by day limit 1 for update skip locked)
  returning day::text`;
const KEEP = `insert into gateway_transactions (transaction_key, payment_key, order_id, kind, amount, at)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[])
  on conflict do nothing`;

/** The comparison of our books with the gateway's list, in PostgreSQL. */
export function makeComparisons(db: Database, inFlightMinutes = IN_FLIGHT_MINUTES): Comparisons {
  return {
    takeDay: async (leaseMs) => {
      await db.query(NOTE_DAYS, [MOST_DAYS_BACK]);
      const [row] = await db.query<{ day: Day }>(TAKE_DAY, [leaseMs]);
      return row?.day ?? null;
    },
    restart: async (day) => {
      await db.query(
        `insert into gateway_comparisons (day) values ($1)
         on conflict (day) do update set read_after = null, compared_at = null`,
        [day],
      );
    },
    readFrom: async (day) => {
      const [row] = await db.query<{ after: string | null }>(
        'select read_after as after from gateway_comparisons where day = $1',
        [day],
      );
      return row?.after ?? null;
    },
    keep: (day, transactions, isLast) => db.transaction((tx) => keepPage(tx, day, transactions, isLast)),
    compare: (day) =>
      db.transaction(async (tx) => {
        // One comparison at a time: two would both report the same difference as new.
        await lockByName(tx, 'gatewayComparison');
        const found = await tx.query<GatewayDifference>(COMPARE, [day, inFlightMinutes]);
        await tx.query('update gateway_comparisons set compared_at = now() where day = $1', [day]);
        await tx.query(`delete from gateway_transactions where at < now() - $1 * interval '1 day'`, [
          KEPT_DAYS,
        ]);
        return found;
      }),
    listOpen: () =>
      db.query<GatewayDifference>(
        `select kind, order_id as "orderId", there_amount as "thereAmount", here_amount as "hereAmount"
         from gateway_differences where resolved_at is null order by first_seen_at, order_id, kind`,
      ),
  };
}

async function keepPage(
  tx: Queryable,
  day: Day,
  page: readonly GatewayTransaction[],
  isLast: boolean,
): Promise<void> {
  await tx.query(KEEP, [
    page.map(({ key }) => key),
    page.map(({ paymentKey }) => paymentKey),
    page.map(({ orderId }) => orderId),
    page.map(({ kind }) => kind),
    page.map(({ amount }) => amount),
    page.map(({ at }) => at.toISOString()),
  ]);
  await tx.query(
    `update gateway_comparisons set read_after = coalesce($2, read_after), read_at = case when $3 then now() else read_at end
     where day = $1`,
    [day, page.at(-1)?.key ?? null, isLast],
  );
}
