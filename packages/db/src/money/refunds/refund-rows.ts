import type { Payment, RefundId } from '@concert-mania/core/payments/model';
import type { OpenRefund } from '@concert-mania/core/payments/ports';
import type { CommandReference } from '@concert-mania/core/shared/command';
import type { JobId, NewId, PaymentId } from '@concert-mania/core/shared/ids';
import type { Won } from '@concert-mania/core/shared/money';
import type { Queryable } from '../../connection/database.ts';
import { type WritePart, writeTogether } from '../../connection/write-together.ts';
import type { LedgerAccount } from '../ledger/ledger.ts';
import { pendingRefund, reservePart } from '../ledger/pending-transfers.ts';

export interface Refund {
  readonly id: RefundId;
  readonly paymentId: PaymentId;
  /** The cancellation behind it; null for money that came too late. */
  readonly command: CommandReference | null;
  readonly amount: Won;
  readonly feeAmount: Won;
  /** For our own records; the gateway gets one of `GATEWAY_REASONS`. */
  readonly reason: string;
  readonly status: 'in_progress' | 'completed';
  /** What the gateway gave back in earlier refunds of the payment, according to our books. */
  readonly givenBackBeforeAmount: Won;
  /** The part of the amount that the gateway gave back without us. */
  readonly elsewhereAmount: Won;
  /** Waits for a person. */
  readonly blocked: boolean;
}

/** A refund to insert. */
export type NewRefund = Omit<Refund, 'givenBackBeforeAmount' | 'elsewhereAmount' | 'blocked'>;

const LATE_CAPTURE = 'captured after the hold ran out';
export const BY_CUSTOMER = 'cancelled by the customer';

/** The full refund of a payment that was captured too late. */
export const lateRefund = (newId: NewId, payment: Pick<Payment, 'id' | 'amount'>): NewRefund => ({
  id: newId('rfd'),
  paymentId: payment.id,
  command: null,
  amount: payment.amount,
  feeAmount: 0,
  reason: LATE_CAPTURE,
  status: 'in_progress',
});

export interface RefundRow {
  id: string;
  payment_id: string;
  job_id: string | null;
  account_id: string;
  fingerprint: string | null;
  accepted_at: Date | null;
  amount: number;
  fee_amount: number;
  reason: string;
  status: Refund['status'];
  given_back_before: number;
  elsewhere_amount: number;
  blocked: boolean;
}

/** What the gateway gave back of payment `p` in all, according to our books. */
export const GIVEN_BACK_AT_GATEWAY = `p.refunded_amount - coalesce((select sum(h.by_hand_amount) from refunds h
    where h.payment_id = p.id), 0)::bigint`;

const SELECT_REFUND = `select f.id, f.payment_id, f.job_id, p.account_id, f.fingerprint, f.accepted_at, f.amount,
    f.fee_amount, f.reason, f.status, f.elsewhere_amount, ${GIVEN_BACK_AT_GATEWAY} as given_back_before,
    exists (select from stuck_money s where s.refund_id = f.id and s.settled_at is null) as blocked
  from refunds f join payments p on p.id = f.payment_id`;

const toRefund = (row: RefundRow): Refund => ({
  id: row.id,
  paymentId: row.payment_id,
  command:
    row.job_id !== null && row.fingerprint !== null && row.accepted_at !== null
      ? {
          jobId: row.job_id,
          accountId: row.account_id,
          fingerprint: row.fingerprint,
          acceptedAt: row.accepted_at,
        }
      : null,
  amount: row.amount,
  feeAmount: row.fee_amount,
  reason: row.reason,
  status: row.status,
  givenBackBeforeAmount: row.given_back_before,
  elsewhereAmount: row.elsewhere_amount,
  blocked: row.blocked,
});

/** The refund with this id, of this job, or in progress for this payment. */
export async function findRefund(
  tx: Queryable,
  by: { readonly id: RefundId } | { readonly jobId: JobId } | { readonly openOf: PaymentId },
): Promise<Refund | null> {
  const [where, value] =
    'id' in by
      ? ['f.id = $1', by.id]
      : 'jobId' in by
        ? ['f.job_id = $1', by.jobId]
        : [`f.payment_id = $1 and f.status = 'in_progress'`, by.openOf];
  const [row] = await tx.query<RefundRow>(`${SELECT_REFUND} where ${where}`, [value]);
  return row ? toRefund(row) : null;
}

/** Notes a refund in the caller's transaction, and reserves what is still to go back. At most one is in progress for a payment. */
export async function insertRefund(
  tx: Queryable,
  refund: NewRefund,
  checkAfterMs: number,
  debit?: LedgerAccount,
): Promise<void> {
  const noted: WritePart = {
    name: 'refund_noted',
    rows: 1,
    sql: `insert into refunds (id, payment_id, job_id, fingerprint, accepted_at, amount, fee_amount, reason, status, check_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + $10 * interval '1 ms') returning 1`,
    values: [
      refund.id,
      refund.paymentId,
      refund.command?.jobId ?? null,
      refund.command?.fingerprint ?? null,
      refund.command?.acceptedAt.toISOString() ?? null,
      refund.amount,
      refund.feeAmount,
      refund.reason,
      refund.status,
      checkAfterMs,
    ],
  };
  const reserved =
    refund.status === 'in_progress' && refund.amount > 0 ? [reservePart(pendingRefund(refund, debit))] : [];
  await writeTogether(tx, [noted, ...reserved]);
}

/**
 * Ends a refund in the caller's transaction; `byHandAmount` of it was given back without the
 * gateway.
 */
export async function completeRefund(tx: Queryable, id: RefundId, byHandAmount: Won): Promise<void> {
  const rows = await tx.query(
    `update refunds set status = 'completed', by_hand_amount = $2, updated_at = now()
     where id = $1 and status = 'in_progress' returning id`,
    [id, byHandAmount],
  );
  if (rows.length !== 1) throw new Error(`${id} was not in progress`);
}

/** A refund as whoever speaks to the gateway needs it. */
export function toOpenRefund(
  refund: NewRefund & Partial<Pick<Refund, 'givenBackBeforeAmount' | 'blocked'>>,
  payment: Payment,
): OpenRefund {
  const givenBackBeforeAmount = refund.givenBackBeforeAmount ?? payment.refundedAmount;
  if (payment.paymentKey === null) throw new Error(`${payment.id} did not go through the gateway`);
  return {
    id: refund.id,
    jobId: refund.command?.jobId ?? payment.jobId,
    paymentId: payment.id,
    paymentKey: payment.paymentKey,
    orderId: payment.orderId,
    amount: refund.amount,
    givenBackBeforeAmount,
    cancelledInAllAmount: givenBackBeforeAmount + refund.amount,
    reason: refund.command === null ? LATE_CAPTURE : BY_CUSTOMER,
    blocked: refund.blocked ?? false,
  };
}
