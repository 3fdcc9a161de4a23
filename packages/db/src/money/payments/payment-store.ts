import { LATE_MS } from '@concert-mania/core/payments/decide-payment';
import type {
  LookTimes,
  OpenPayment,
  OpenRefund,
  PaymentReader,
  PaymentStore,
} from '@concert-mania/core/payments/ports';
import { toOpenRefund } from '@concert-mania/core/payments/refunds/refund';
import type { AccountId, NewId, PaymentId, ReservationId } from '@concert-mania/core/shared/ids';
import { batchByTurn } from '@concert-mania/runtime/async/batch-calls';
import type { Database, Queryable } from '../../connection/database.ts';
import { readTimelines } from '../../events/timelines.ts';
import { makeGatewayInquiries } from '../gateway/gateway-inquiries.ts';
import type { OnFallback } from '../in-batches.ts';
import { findRefund } from '../refunds/refund-rows.ts';
import { makeRefundStore } from '../refunds/refund-store.ts';
import { makeWalletPayments } from '../wallet/wallet-payments.ts';
import { makeClaims } from './claims.ts';
import { PAYMENT_COLUMNS, type PaymentRow, throughGateway, toPayment } from './payment-rows.ts';
import { makeSettlements } from './settlements.ts';

/** Payments in PostgreSQL. */
export function makePaymentStore(
  db: Database,
  newId: NewId,
  onFallback?: OnFallback,
  lateMs: number = LATE_MS,
): PaymentStore {
  return {
    ...makeClaims(db, newId, { onFallback, lateMs }),
    payFromWallet: makeWalletPayments(db, newId, { onFallback, lateMs }),
    ...makeSettlements(db, newId, onFallback),
    ...makeRefundStore(db, newId),
    ...makeGatewayInquiries(db, newId),
    takeDuePayments: (limit, times) => takeDuePayments(db, limit, times),
    noteConfirmation: async (id) => {
      const noted = await db.query(
        `update payments set confirm_at = clock_timestamp() where id = $1 and status = 'in_progress' returning 1`,
        [id],
      );
      return noted.length === 1;
    },
    releaseDuePayments: (ids) => releaseDuePayments(db, ids),
    takeDueRefunds: (limit, againAfterMs) => takeDueRefunds(db, limit, againAfterMs),
  };
}

// The delay is a quarter of the age, at most five minutes, or an hour if a person has to act.
const nextCheck = (paymentId: string): string =>
  `now() + greatest($2 * interval '1 ms', least((now() - t.created_at) / 4, case when exists (
     select from stuck_money s where s.payment_id = ${paymentId} and s.kind in ('refund_refused', 'payment_unclear') and s.settled_at is null
   ) then interval '1 hour' else interval '5 minutes' end))`;

// One statement takes them and postpones them for others, so several reconcilers share the work.
const TAKE_DUE_PAYMENTS = `
  with due as (
    select id, reservation_id, confirm_at, created_at from payments
    where status = 'in_progress' and check_at <= now() order by check_at limit $1 for update skip locked
  ), known as (
    select due.id, case due.confirm_at when '-infinity' then 'never' else case
        when due.confirm_at <= now() - $3 * interval '1 ms' then 'long_ago' else 'lately' end end as confirmed,
      case when due.reservation_id is null then due.created_at > now() - $3 * interval '1 ms'
        else coalesce(r.status = 'paying' and r.expires_at > now(), false) end as payable
    from due left join reservations r on r.id = due.reservation_id
  )
  update payments t set check_at = now() + $2 * interval '1 ms' from known where t.id = known.id
  returning ${PAYMENT_COLUMNS.split(', ')
    .map((column) => `t.${column}`)
    .join(', ')}, known.payable, known.confirmed`;

type DueRow = PaymentRow & Pick<OpenPayment, 'payable' | 'confirmed'>;

async function takeDuePayments(
  db: Queryable,
  limit: number,
  { leaseMs, sessionMs }: LookTimes,
): Promise<readonly OpenPayment[]> {
  const rows = await db.query<DueRow>(TAKE_DUE_PAYMENTS, [limit, leaseMs, sessionMs]);
  return Promise.all(
    rows.map(async (row) => {
      const payment = throughGateway(toPayment(row));
      const refund = await findRefund(db, { openOf: payment.id });
      return {
        payment,
        payable: refund === null && row.payable,
        confirmed: row.confirmed,
        refund: refund && toOpenRefund(refund, payment),
      };
    }),
  );
}

const LEAST_PAUSE_MS = 1_000;

async function releaseDuePayments(db: Queryable, ids: readonly PaymentId[]): Promise<void> {
  await db.query(
    `update payments t set check_at = ${nextCheck('t.id')} where id = any($1) and status = 'in_progress'`,
    [ids, LEAST_PAUSE_MS],
  );
}

async function takeDueRefunds(
  db: Queryable,
  limit: number,
  againAfterMs: number,
): Promise<readonly OpenRefund[]> {
  const rows = await db.query<{ id: string }>(
    `with due as (
       select f.id from refunds f where f.status = 'in_progress' and f.check_at <= now() and (f.job_id is not null
         or exists (select from payments p where p.id = f.payment_id and p.status = 'failed'))
       order by f.check_at limit $1 for update skip locked
     )
     update refunds t set check_at = ${nextCheck('t.payment_id')} from due where t.id = due.id returning t.id`,
    [limit, againAfterMs],
  );
  const found = await Promise.all(rows.map(({ id }) => findOpenRefund(db, id)));
  return found.filter((refund) => refund !== null);
}

async function findOpenRefund(db: Queryable, id: string): Promise<OpenRefund | null> {
  const refund = await findRefund(db, { id });
  if (refund?.status !== 'in_progress') return null;
  const [row] = await db.query<PaymentRow>(`select ${PAYMENT_COLUMNS} from payments where id = $1`, [
    refund.paymentId,
  ]);
  return row ? toOpenRefund(refund, toPayment(row)) : null;
}

const PAYABLE = 'select id, account_id, total_amount from reservations where id = any($1)';
const MAX_BATCH = 100;

/** Owner and amount of each reservation. Null for one that does not exist. */
async function readPayable(db: Queryable, ids: readonly ReservationId[]) {
  const rows = await db.query<{ id: ReservationId; account_id: AccountId; total_amount: number }>(PAYABLE, [
    ids,
  ]);
  const found = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => found.get(id) ?? null);
}

/** Payments as their owners read them. */
export function makePaymentReader(db: Queryable): PaymentReader {
  const findPayable = batchByTurn((_, ids: readonly ReservationId[]) => readPayable(db, ids), MAX_BATCH);
  return {
    findPayment: async (accountId, paymentId) => {
      const [row] = await db.query<PaymentRow>(
        `select ${PAYMENT_COLUMNS} from payments where id = $1 and account_id = $2`,
        [paymentId, accountId],
      );
      if (!row) return null;
      const events = await readTimelines(db, [paymentId]);
      return { payment: toPayment(row), timeline: events.get(paymentId) ?? [] };
    },
    listPayments: async (accountId, { before, limit }) => {
      // One more than asked for tells whether there is a next page.
      const rows = await db.query<PaymentRow>(
        `select ${PAYMENT_COLUMNS} from payments where account_id = $1 and ($2::text is null or id < $2)
         order by id desc limit $3`,
        [accountId, before, limit + 1],
      );
      return { items: rows.slice(0, limit).map(toPayment), more: rows.length > limit };
    },
    findPayableAmount: async (accountId, reservationId) => {
      const found = await findPayable('', reservationId);
      return found?.account_id === accountId ? found.total_amount : null;
    },
  };
}
