import type { CancelCommandName } from '@concert-mania/core/holds/commands';
import { REVENUE } from '@concert-mania/core/payments/ledger';
import type { RefundId } from '@concert-mania/core/payments/model';
import type { MoneyChange } from '@concert-mania/core/payments/money-changes';
import type { Refund } from '@concert-mania/core/payments/refunds/refund';
import type { JobId, PaymentId } from '@concert-mania/core/shared/ids';
import type { Queryable } from '../../connection/database.ts';
import type { WritePart } from '../../connection/write-together.ts';

type Noted = Extract<MoneyChange, { kind: 'refund_noted' }>;
type Completed = Extract<MoneyChange, { kind: 'refund_completed' }>;
type Reduced = Extract<MoneyChange, { kind: 'refund_reduced' }>;

export interface RefundRow {
  id: string;
  payment_id: string;
  job_id: string | null;
  account_id: string;
  fingerprint: string | null;
  accepted_at: Date | null;
  amount: number;
  fee_amount: number;
  command_type: CancelCommandName;
  seat_numbers: number[] | null;
  seats_amount: number | null;
  reason: string;
  status: Refund['status'];
  given_back_before: number;
  elsewhere_amount: number;
  blocked: boolean;
}

/** The amount that the gateway gave back of payment `p`, according to our books. */
export const GIVEN_BACK_AT_GATEWAY = `p.refunded_amount - coalesce((select sum(h.by_hand_amount) from refunds h
    where h.payment_id = p.id), 0)::bigint`;

/** The amount that refunds and their fees, also of an open one, take from payment `p`'s revenue. */
export const TAKEN_BACK = `(select coalesce(sum(h.amount + h.fee_amount), 0)::bigint from refunds h
    where h.payment_id = p.id and coalesce(h.debit_account, '${REVENUE}') = '${REVENUE}')`;

/** Of refund `f` of payment `p`. Earlier versions wrote no type and no account of its command. */
export const REFUND_COLUMNS = `f.id, f.payment_id, f.job_id, coalesce(f.account_id, p.account_id) as account_id,
    coalesce(f.command_type, 'reservation.cancel') as command_type, f.fingerprint, f.accepted_at, f.amount,
    f.fee_amount, f.seat_numbers, f.seats_amount, f.reason, f.status, f.elsewhere_amount, ${GIVEN_BACK_AT_GATEWAY} as given_back_before,
    exists (select from stuck_money s where s.refund_id = f.id and s.settled_at is null) as blocked`;
const SELECT_REFUND = `select ${REFUND_COLUMNS} from refunds f join payments p on p.id = f.payment_id`;

export const toRefund = (row: RefundRow): Refund => ({
  id: row.id,
  paymentId: row.payment_id,
  command:
    row.job_id !== null && row.fingerprint !== null && row.accepted_at !== null
      ? {
          type: row.command_type,
          jobId: row.job_id,
          accountId: row.account_id,
          fingerprint: row.fingerprint,
          acceptedAt: row.accepted_at,
        }
      : null,
  amount: row.amount,
  feeAmount: row.fee_amount,
  seatNumbers: row.seat_numbers,
  seatsAmount: row.seats_amount,
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

/** A new refund as a part of a larger write. At most one is in progress for a payment. */
export const notedPart = ({ refund, checkAfterMs }: Noted): WritePart => ({
  name: 'refund_noted',
  sql: `insert into refunds (id, payment_id, job_id, fingerprint, accepted_at, amount, fee_amount, elsewhere_amount,
      debit_account, reason, status, check_at, account_id, command_type, seat_numbers, seats_amount)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, now() + $12 * interval '1 ms', $13, $14, $15, $16) returning 1`,
  values: [
    refund.id,
    refund.paymentId,
    refund.command?.jobId ?? null,
    refund.command?.fingerprint ?? null,
    refund.command?.acceptedAt.toISOString() ?? null,
    refund.amount,
    refund.feeAmount,
    refund.elsewhereAmount,
    refund.debit,
    refund.reason,
    refund.status,
    checkAfterMs,
    refund.command?.accountId ?? null,
    refund.command?.type ?? null,
    refund.seatNumbers,
    refund.seatsAmount,
  ],
  rows: 1,
});

/** The end of an open refund as a part of a larger write. */
export const completedPart = ({ refundId, byHandAmount }: Completed): WritePart => ({
  name: 'refund_completed',
  sql: `update refunds set status = 'completed', by_hand_amount = $2, updated_at = now()
    where id = $1 and status = 'in_progress' returning 1`,
  values: [refundId, byHandAmount],
  rows: 1,
});

/** The part of an open refund that the gateway gave back without us, as a part of a write. */
export const reducedPart = ({ refundId, elsewhereAmount }: Reduced): WritePart => ({
  name: 'refund_reduced',
  sql: 'update refunds set elsewhere_amount = $2, updated_at = now() where id = $1 returning 1',
  values: [refundId, elsewhereAmount],
  rows: 1,
});
