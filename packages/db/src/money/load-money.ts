import type { CommandOutcome } from '@concert-mania/core/jobs/command-catalogue';
import type { MoneyCommandName, MoneyOutcome } from '@concert-mania/core/payments/commands';
import type { LockedReservation } from '@concert-mania/core/payments/decide-payment';
import type { RefundId } from '@concert-mania/core/payments/model';
import type { KnownStuckMoney } from '@concert-mania/core/payments/money-changes';
import type { LockedPayment, PaymentHistory } from '@concert-mania/core/payments/money-state';
import type { CommandReference } from '@concert-mania/core/shared/command';
import type { AccountId, JobId, PaymentId, ReservationId } from '@concert-mania/core/shared/ids';
import type { Won } from '@concert-mania/core/shared/money';
import { prepared, type Queryable } from '../connection/database.ts';
import { findOutcomes } from '../events/outcomes.ts';
import {
  PERFORMANCE_CANCELLED,
  RESERVATION_COLUMNS,
  type ReservationRow,
  toReservation,
} from '../reservations/reservation-changes.ts';
import type { Balances } from './ledger/ledger-parts.ts';
import { PAYMENT_COLUMNS, type PaymentRow, toPayment } from './payments/payment-rows.ts';
import { REFUND_COLUMNS, type RefundRow, TAKEN_BACK, toRefund } from './refunds/refund-rows.ts';

// Every transaction about money locks in this order: reservation, payment, wallet, seats.

type PaymentLockRow = PaymentRow & {
  fingerprint: string;
  accepted_at: Date;
  hold_expires_at: Date | null;
  now: Date;
  r_id: string | null;
  performance_cancelled: boolean | null;
};
const FOR_RESERVATION = RESERVATION_COLUMNS.split(', ').map((column) => [column, `r_${column}`] as const);
// The payments wait for the count of the locked reservations, so the locks keep their order. In
// order of ids: two such statements could deadlock otherwise.
const lockPaymentsWhere = (isPayment: string) => `with r as materialized (
    select ${FOR_RESERVATION.map(([column, alias]) => `${column} as ${alias}`).join(', ')}, ${PERFORMANCE_CANCELLED} from reservations
    where id = any(array(select reservation_id from payments where ${isPayment})) order by id collate "C" for update
  ), p as materialized (
    select ${PAYMENT_COLUMNS}, fingerprint, accepted_at, hold_expires_at from payments
    where ${isPayment} and (select count(*) from r) >= 0 order by id collate "C" for update
  )
  select p.*, r.*, clock_timestamp() as now from p left join r on r.r_id = p.reservation_id`;
const LOCK_PAYMENT = prepared(lockPaymentsWhere('id = $1'));
const LOCK_PAYMENT_OF_REFUND = prepared(
  lockPaymentsWhere('id = (select payment_id from refunds where id = $1)'),
);
const LOCK_PAYMENTS = prepared(lockPaymentsWhere('id = any($1)'));

/** Locks a payment and, before it, its reservation, until the transaction ends. */
export const lockPayment = (tx: Queryable, id: PaymentId): Promise<LockedPayment> =>
  lockFound(tx, LOCK_PAYMENT, id);

/** The same for the payment of a refund. */
export const lockPaymentOf = (tx: Queryable, id: RefundId): Promise<LockedPayment> =>
  lockFound(tx, LOCK_PAYMENT_OF_REFUND, id);

/** The same for several payments of different reservations, in a transaction `byKey`. */
export const lockPayments = async (
  tx: Queryable,
  ids: readonly PaymentId[],
): Promise<readonly LockedPayment[]> => (await tx.query<LockedRow>(LOCK_PAYMENTS, [ids])).map(toLocked);

async function lockFound(tx: Queryable, lock: string, id: PaymentId | RefundId): Promise<LockedPayment> {
  const [row] = await tx.query<LockedRow>(lock, [id]);
  if (!row) throw new Error(`${id} does not exist`);
  return toLocked(row);
}

type LockedRow = PaymentLockRow & Record<`r_${string}`, unknown>;

function toLocked(row: LockedRow): LockedPayment {
  const payment = toPayment(row);
  const { jobId, accountId } = payment;
  const reserved = Object.fromEntries(FOR_RESERVATION.map(([column, alias]) => [column, row[alias]]));
  return {
    payment,
    command: { jobId, accountId, fingerprint: row.fingerprint, acceptedAt: row.accepted_at },
    holdExpiresAt: row.hold_expires_at,
    reservation: row.r_id === null ? null : toReservation(reserved as unknown as ReservationRow),
    isPerformanceCancelled: row.performance_cancelled ?? false,
    now: row.now,
  };
}

const STUCK_OF_PAYMENT = `(select coalesce(json_agg(json_build_object('id', s.id, 'kind', s.kind,
    'refundId', s.refund_id, 'wantedAmount', s.wanted_amount, 'balanceAmount', s.balance_amount,
    'isOpen', s.settled_at is null) order by s.id), '[]') from stuck_money s where s.payment_id = p.id)`;

// Read after the lock: a statement that waits for a lock reads the rest as it was before.
const READ_HISTORY = `select ${REFUND_COLUMNS}, ${TAKEN_BACK} as taken_back, coalesce(c.on_decline, 'release') as on_decline,
    ${STUCK_OF_PAYMENT} as stuck
  from payments p
  left join refunds f on f.payment_id = p.id and (f.id = $2 or $2::text is null and f.status = 'in_progress')
  left join reservations r on r.id = p.reservation_id
  left join concerts c on c.id = r.concert_id
  where p.id = $1`;

type HistoryRow = { [K in Exclude<keyof RefundRow, 'given_back_before'>]: RefundRow[K] | null } & {
  given_back_before: Won;
  taken_back: Won;
  on_decline: PaymentHistory['onDecline'];
  stuck: KnownStuckMoney[];
};

/** A locked payment, all that is known of it, and the wallet that a top-up of it moves. */
export interface KnownPayment {
  readonly locked: LockedPayment & { readonly history: PaymentHistory };
  readonly balances: Balances;
}

/** Locks the wallet of a top-up, and reads what else is known of its payment. */
export async function knowPayment(
  tx: Queryable,
  locked: LockedPayment,
  refundId: RefundId | null = null,
): Promise<KnownPayment> {
  const { purpose, accountId } = locked.payment;
  const balances: Balances = new Map(
    purpose === 'top_up' ? [[accountId, await lockWallet(tx, accountId)]] : [],
  );
  const history = await readHistory(tx, locked, refundId);
  return {
    locked: { ...locked, history: { ...history, walletAmount: balances.get(accountId) ?? 0 } },
    balances,
  };
}

/** Reads the history of a locked payment, with the refund of this id or the one in progress. */
export async function readHistory(
  tx: Queryable,
  { payment }: Pick<LockedPayment, 'payment'>,
  refundId: RefundId | null = null,
): Promise<PaymentHistory> {
  const [row] = await tx.query<HistoryRow>(READ_HISTORY, [payment.id, refundId]);
  if (!row) throw new Error(`${payment.id} vanished while it was locked`);
  return {
    refund: row.id === null ? null : toRefund(row as RefundRow),
    givenBackAmount: row.given_back_before,
    takenBackAmount: row.taken_back,
    stuck: row.stuck,
    onDecline: row.on_decline,
    walletAmount: 0,
  };
}

const LOCK_WALLET = prepared(`insert into wallets as w (account_id, balance_amount) values ($1, 0)
  on conflict (account_id) do update set balance_amount = w.balance_amount returning balance_amount`);

/** Locks the wallet of an account, which gets one if it has none, and reads its balance. */
export async function lockWallet(tx: Queryable, accountId: AccountId): Promise<Won> {
  const [row] = await tx.query<{ balance_amount: Won }>(LOCK_WALLET, [accountId]);
  if (!row) throw new Error(`the wallet of ${accountId} was not locked`);
  return row.balance_amount;
}

// In order: two such statements could deadlock otherwise. The wallets wait for the count of the
// locked reservations. The time is read once all are locked.
const LOCK_TO_PAY = prepared(`with r as materialized (
    select ${RESERVATION_COLUMNS} from reservations where id = any($1) order by id collate "C" for update
  ), w as materialized (
    select account_id as owner, balance_amount from wallets
    where account_id = any($2) and (select count(*) from r) >= 0 order by account_id collate "C" for update
  )
  select r.*, coalesce(w.balance_amount, 0)::bigint as balance, clock_timestamp() as now, ${PERFORMANCE_CANCELLED}
  from r left join w on w.owner = r.account_id`);
const LOCK_ONE_TO_PAY = prepared(LOCK_TO_PAY.replace('any($1)', '$1').replace('any($2)', '$2'));

/** Locks reservations and the wallets to pay them from, in one statement. */
export async function lockToPay(
  tx: Queryable,
  wanted: readonly { readonly id: ReservationId; readonly accountId: AccountId }[],
): Promise<{ readonly reservations: readonly LockedReservation[]; readonly balances: Balances }> {
  const [only] = wanted;
  const isAlone = only !== undefined && wanted.length === 1;
  const rows = await tx.query<ReservationRow & { now: Date; balance: Won; performance_cancelled: boolean }>(
    isAlone ? LOCK_ONE_TO_PAY : LOCK_TO_PAY,
    isAlone
      ? [only.id, only.accountId]
      : [wanted.map(({ id }) => id), wanted.map(({ accountId }) => accountId)],
  );
  return {
    reservations: rows.map((row) => ({
      reservation: toReservation(row),
      now: row.now,
      isPerformanceCancelled: row.performance_cancelled,
    })),
    balances: new Map(rows.map((row) => [row.account_id, row.balance])),
  };
}

/** The recorded outcome of a job, whichever request created it. */
export async function findOutcome<N extends MoneyCommandName = MoneyCommandName>(
  tx: Queryable,
  { jobId }: Pick<CommandReference, 'jobId'>,
): Promise<CommandOutcome<N> | null> {
  return (await findOutcomes<N>(tx, [jobId])).get(jobId)?.outcome ?? null;
}

/** The recorded outcome of a settled job. */
export async function recordedOutcome(tx: Queryable, jobId: JobId): Promise<MoneyOutcome> {
  const outcome = await findOutcome(tx, { jobId });
  if (!outcome) throw new Error(`${jobId} is settled and has no outcome`);
  return outcome;
}
