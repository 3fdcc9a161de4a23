import type { Payment } from '@concert-mania/core/payments/model';
import type { OpenPayment } from '@concert-mania/core/payments/ports';
import type { CommandReference } from '@concert-mania/core/shared/command';
import type { JobId } from '@concert-mania/core/shared/ids';
import type { Queryable } from '../../connection/database.ts';

export interface PaymentRow {
  id: string;
  job_id: string;
  account_id: string;
  purpose: Payment['purpose'];
  reservation_id: string | null;
  method: Payment['method'];
  order_id: string;
  payment_key: string | null;
  amount: number;
  refunded_amount: number;
  status: Payment['status'];
  failure_code: string | null;
  created_at: Date;
  approved_at: Date | null;
  version: number;
}

export const PAYMENT_COLUMNS =
  'id, job_id, account_id, purpose, reservation_id, method, order_id, payment_key, amount, refunded_amount, status, failure_code, created_at, approved_at, version';

export const toPayment = (row: PaymentRow): Payment => ({
  id: row.id,
  jobId: row.job_id,
  accountId: row.account_id,
  purpose: row.purpose,
  reservationId: row.reservation_id,
  method: row.method,
  orderId: row.order_id,
  paymentKey: row.payment_key,
  amount: row.amount,
  refundedAmount: row.refunded_amount,
  status: row.status,
  failureCode: row.failure_code,
  createdAt: row.created_at,
  approvedAt: row.approved_at,
  version: row.version,
});

/** A payment under lock, with what settling it needs beside it. */
export interface LockedPayment {
  readonly payment: Payment;
  readonly command: CommandReference;
  readonly holdExpiresAt: Date | null;
}

/** The payment that an earlier delivery of a job started. */
export async function findPaymentOfJob(tx: Queryable, jobId: JobId): Promise<Payment | null> {
  const [row] = await tx.query<PaymentRow>(`select ${PAYMENT_COLUMNS} from payments where job_id = $1`, [
    jobId,
  ]);
  return row ? toPayment(row) : null;
}

/** Narrows a payment to one that goes through the gateway. */
export function throughGateway(payment: Payment): OpenPayment['payment'] {
  const { paymentKey } = payment;
  if (paymentKey === null) throw new Error(`${payment.id} has no payment key`);
  return { ...payment, paymentKey };
}
