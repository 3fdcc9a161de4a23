import type { ReservationStatus } from '@concert-mania/core/holds/model';
import type { PaymentStatus } from '@concert-mania/core/payments/model';
import type { AccountId, ConcertId, ReservationId } from '@concert-mania/core/shared/ids';
import type { Won } from '@concert-mania/core/shared/money';
import { IS_FREE } from '@concert-mania/db/catalogue/seats-on-sale';
import type { Queryable } from '@concert-mania/db/connection/database';

/** The reservations and seats of a concert after its sale. */
export interface SaleReport {
  readonly reservations: Readonly<Partial<Record<ReservationStatus, number>>>;
  readonly seats: { readonly free: number; readonly held: number; readonly sold: number };
  /**
   * How long after its deadline the latest expired hold gave its seats back; null when none
   * expired.
   */
  readonly latestExpiryMs: number | null;
}

/** Reads what became of a concert's sale. */
export async function readSaleReport(db: Queryable, concertId: ConcertId): Promise<SaleReport> {
  const statuses = await db.query<{ status: ReservationStatus; count: number }>(
    'select status, count(*) as count from reservations where concert_id = $1 group by status',
    [concertId],
  );
  const [seats] = await db.query<SaleReport['seats']>(
    `select count(*) filter (where ${IS_FREE}) as free,
       count(*) filter (where reservation_id is not null and not sold) as held,
       count(*) filter (where sold) as sold
     from seats where performance_id in (select id from performances where concert_id = $1)`,
    [concertId],
  );
  const [expiry] = await db.query<{ late_ms: number | null }>(
    `select (extract(epoch from max(e.occurred_at - r.expires_at)) * 1000)::double precision as late_ms
     from domain_events e join reservations r on r.id = e.stream
     where e.type = 'reservation.expired' and r.concert_id = $1`,
    [concertId],
  );
  if (!seats || !expiry) throw new Error(`the report on ${concertId} got no row`);
  return {
    reservations: Object.fromEntries(statuses.map(({ status, count }) => [status, count])),
    seats,
    latestExpiryMs: expiry.late_ms,
  };
}

/** Where the money of some accounts is. Amounts in won. */
export interface MoneyReport {
  /** Taken by the gateway, top-ups included. */
  readonly captured: Won;
  /** Given back by the gateway. */
  readonly refunded: Won;
  readonly toppedUp: Won;
  readonly paidFromWallets: Won;
  readonly refundedToWallets: Won;
  readonly leftInWallets: Won;
  /** Paid for tickets and not given back. */
  readonly revenue: Won;
  /** Payments and refunds whose end is not known yet. */
  readonly unsettled: number;
}

/** Adds up the money of some accounts from their payments and wallets. */
export async function readMoneyReport(db: Queryable, accountIds: readonly AccountId[]): Promise<MoneyReport> {
  const [row] = await db.query<MoneyReport>(
    `with mine as (select * from payments where account_id = any($1)),
     taken as (select * from mine where status in ('completed', 'cancelled', 'partially_cancelled'))
     select coalesce(sum(amount) filter (where method = 'gateway'), 0)::bigint as captured,
       coalesce(sum(refunded_amount) filter (where method = 'gateway'), 0)::bigint as refunded,
       coalesce(sum(amount) filter (where purpose = 'top_up'), 0)::bigint as "toppedUp",
       coalesce(sum(amount) filter (where method = 'wallet'), 0)::bigint as "paidFromWallets",
       coalesce(sum(refunded_amount) filter (where method = 'wallet'), 0)::bigint as "refundedToWallets",
       (select coalesce(sum(balance_amount), 0)::bigint from wallets where account_id = any($1)) as "leftInWallets",
       coalesce(sum(amount - refunded_amount) filter (where purpose = 'reservation'), 0)::bigint as revenue,
       (select count(*) from mine m left join refunds f on f.payment_id = m.id and f.status = 'in_progress'
         where m.status = 'in_progress' or f.id is not null) as unsettled
     from taken`,
    [accountIds],
  );
  if (!row) throw new Error('the report on the payments of the accounts got no row');
  return row;
}

/** A payment through the gateway as our books have it. */
export interface GatewayBooking {
  readonly orderId: string;
  readonly status: PaymentStatus;
  readonly amount: Won;
  readonly refundedAmount: Won;
}

/** Lists the gateway payments of some accounts. */
export function listGatewayBookings(
  db: Queryable,
  accountIds: readonly AccountId[],
): Promise<readonly GatewayBooking[]> {
  return db.query<GatewayBooking>(
    `select order_id as "orderId", status, amount, refunded_amount as "refundedAmount" from payments
     where account_id = any($1) and method = 'gateway' order by id`,
    [accountIds],
  );
}

/** The present status of each of these reservations that exists. */
export async function findReservationStatuses(
  db: Queryable,
  ids: readonly ReservationId[],
): Promise<ReadonlyMap<ReservationId, ReservationStatus>> {
  const rows = await db.query<{ id: string; status: ReservationStatus }>(
    'select id, status from reservations where id = any($1)',
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row.status]));
}
