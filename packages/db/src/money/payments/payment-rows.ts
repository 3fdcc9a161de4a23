import type { Payment, PaymentMove } from '@concert-mania/core/payments/model';
import type { OpenPayment } from '@concert-mania/core/payments/ports';
import type { WritePart } from '../../connection/write-together.ts';
import type { DomainEvent } from '../../events/domain-events.ts';

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

/** Narrows a payment to one that goes through the gateway. */
export function throughGateway(payment: Payment): OpenPayment['payment'] {
  const { paymentKey } = payment;
  if (paymentKey === null) throw new Error(`${payment.id} has no payment key`);
  return { ...payment, paymentKey };
}

/** A moved payment as a part of a larger write. */
export const movedPart = ({ before, after }: PaymentMove): WritePart => ({
  name: 'payment_moved',
  sql: `update payments set status = $2, refunded_amount = $3, failure_code = $4, approved_at = $5, version = $6,
    updated_at = now() where id = $1 and version = $7 returning 1`,
  values: [
    after.id,
    after.status,
    after.refundedAmount,
    after.failureCode,
    after.approvedAt?.toISOString() ?? null,
    after.version,
    before.version,
  ],
  rows: 1,
});

/** The events of a moved payment. */
export const movedEvents = ({ steps }: PaymentMove): readonly DomainEvent[] =>
  steps.map(({ change, after: { id, version, accountId, reservationId } }) => {
    const { type, ...rest } = change;
    return { stream: id, version, type, payload: { ...rest, accountId, reservationId } };
  });
