import type { ReservationStatus } from '@concert-mania/core/holds/model';
import type { PaymentStatus } from '@concert-mania/core/payments/model';
import type { Outcome } from '@concert-mania/core/shared/outcome';
import type { Database, Queryable } from '@concert-mania/db/connection/database';

/** A command as it was decided. */
export interface DecidedJob {
  readonly jobId: string;
  readonly accountId: string;
  readonly type: string;
  /** Its result as stored, to be searched by the checks. */
  readonly outcome: Outcome<Readonly<Record<string, unknown>>>;
  readonly acceptedAt: Date;
  readonly decidedAt: Date;
}

/** A change of a reservation. `seq` grows with each change of the same seats. */
interface ReservationStep {
  readonly seq: number;
  readonly reservationId: string;
  readonly type: string;
}

export interface ReservationFacts {
  readonly id: string;
  readonly accountId: string;
  readonly performanceId: string;
  readonly status: ReservationStatus;
  readonly seatNumbers: readonly number[];
  readonly totalAmount: number;
}

export interface PaymentFacts {
  readonly id: string;
  readonly jobId: string;
  readonly accountId: string;
  readonly reservationId: string | null;
  readonly purpose: 'reservation' | 'top_up';
  readonly method: 'wallet' | 'gateway';
  readonly orderId: string;
  readonly paymentKey: string | null;
  readonly amount: number;
  readonly refundedAmount: number;
  readonly status: PaymentStatus;
}

/** Everything that the database records about a sale, read on one snapshot. */
export interface SaleHistory {
  readonly jobs: readonly DecidedJob[];
  readonly steps: readonly ReservationStep[];
  readonly reservations: readonly ReservationFacts[];
  readonly payments: readonly PaymentFacts[];
  readonly wallets: ReadonlyMap<string, number>;
  /** One character per seat, as the API shows availability: `A`, `H`, `S`. */
  readonly availability: ReadonlyMap<string, string>;
}

/** Reads the whole history. For test databases only, because it reads all rows. */
export const readSaleHistory = (db: Database): Promise<SaleHistory> =>
  db.transaction(async (tx) => {
    await tx.query('set transaction isolation level repeatable read, read only');
    return {
      jobs: await readJobs(tx),
      steps: await tx.query<ReservationStep>(
        `select seq, stream as "reservationId", type from domain_events where starts_with(stream, 'res_')
         order by seq`,
      ),
      reservations: await tx.query<ReservationFacts>(
        `select id, account_id as "accountId", performance_id as "performanceId", status, total_amount as "totalAmount",
           array(select (seat.value ->> 'seatNumber')::int from json_array_elements(seats) as seat) as "seatNumbers"
         from reservations order by id`,
      ),
      payments: await tx.query<PaymentFacts>(
        `select id, job_id as "jobId", account_id as "accountId", reservation_id as "reservationId", purpose, method,
           order_id as "orderId", payment_key as "paymentKey", amount, refunded_amount as "refundedAmount", status
         from payments order by id`,
      ),
      wallets: await readWallets(tx),
      availability: await readAvailability(tx),
    };
  });

const readJobs = (tx: Queryable): Promise<DecidedJob[]> =>
  tx.query<DecidedJob>(
    `select job_id as "jobId", account_id as "accountId", type, outcome, accepted_at as "acceptedAt",
       decided_at as "decidedAt" from command_outcomes order by decided_at, job_id`,
  );

async function readWallets(tx: Queryable): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.query<{ account_id: string; balance_amount: number }>(
    'select account_id, balance_amount from wallets',
  );
  return new Map(rows.map((row) => [row.account_id, row.balance_amount]));
}

async function readAvailability(tx: Queryable): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ performance_id: string; availability: string }>(
    `select performance_id, string_agg(case when sold then 'S' when reservation_id is not null then 'H' when not_for_sale is null then 'A' else 'N' end, ''
       order by seat_number) as availability
     from seats group by performance_id`,
  );
  return new Map(rows.map((row) => [row.performance_id, row.availability]));
}

/**
 * Work that is not finished: open holds, payments and refunds, and notices neither sent nor given
 * up.
 */
export interface Unfinished {
  readonly holds: number;
  readonly payments: number;
  readonly refunds: number;
  readonly notices: number;
}

export async function countUnfinished(db: Queryable): Promise<Unfinished> {
  const [row] = await db.query<Unfinished>(
    `select (select count(*) from reservations where status in ('held', 'paying', 'cancelling')) as holds,
       (select count(*) from payments where status = 'in_progress') as payments,
       (select count(*) from refunds where status = 'in_progress') as refunds,
       (select count(*) from notifications where sent_at is null and given_up_at is null) as notices`,
  );
  if (!row) throw new Error('the count of unfinished work got no row');
  return row;
}
