import { changePayment, type Payment, type PaymentChange } from '@concert-mania/core/payments/model';
import type { AcceptedCommand, OpenPayment } from '@concert-mania/core/payments/ports';
import type { JobId, PaymentId } from '@concert-mania/core/shared/ids';
import { type Outcome, rejected } from '@concert-mania/core/shared/outcome';
import type { Queryable } from './database.ts';
import { appendEvents } from './domain-events.ts';
import { findOutcomes, recordOutcomes } from './outcomes.ts';

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

/** The command behind a payment, as far as its outcome needs it. */
export type CommandReference = Pick<
  AcceptedCommand<unknown>,
  'jobId' | 'accountId' | 'fingerprint' | 'acceptedAt'
>;

export type NewPayment = Pick<
  Payment,
  'id' | 'purpose' | 'reservationId' | 'method' | 'orderId' | 'paymentKey' | 'amount'
>;

/**
 * Starts a payment in the caller's transaction. Null when its job, payment key or top-up order has one already: the
 * unique indexes decide, and a parallel insert is waited for.
 */
export async function insertPayment(
  tx: Queryable,
  payment: NewPayment,
  command: CommandReference,
  terms: { readonly holdExpiresAt: Date | null; readonly checkAfterMs: number },
): Promise<Payment | null> {
  const [row] = await tx.query<PaymentRow>(
    `insert into payments (id, job_id, fingerprint, accepted_at, account_id, purpose, reservation_id, method, order_id,
       payment_key, amount, status, hold_expires_at, check_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'in_progress', $12, now() + $13 * interval '1 ms')
     on conflict do nothing returning ${PAYMENT_COLUMNS}`,
    [
      payment.id,
      command.jobId,
      command.fingerprint,
      command.acceptedAt.toISOString(),
      command.accountId,
      payment.purpose,
      payment.reservationId,
      payment.method,
      payment.orderId,
      payment.paymentKey,
      payment.amount,
      terms.holdExpiresAt?.toISOString() ?? null,
      terms.checkAfterMs,
    ],
  );
  if (!row) return null;
  const { id, purpose, reservationId, method, amount } = payment;
  const payload = { accountId: command.accountId, purpose, reservationId, method, amount };
  await appendEvents(tx, [{ stream: id, version: 1, type: 'payment.started', payload }]);
  return toPayment(row);
}

/** A payment under lock, with what settling it needs beside it. */
export interface LockedPayment {
  readonly payment: Payment;
  readonly command: CommandReference;
  readonly holdExpiresAt: Date | null;
}

/** Locks a payment until the transaction ends. Lock its reservation before. */
export async function lockPayment(tx: Queryable, id: PaymentId): Promise<LockedPayment | null> {
  const [row] = await tx.query<
    PaymentRow & { fingerprint: string; accepted_at: Date; hold_expires_at: Date | null }
  >(
    `select ${PAYMENT_COLUMNS}, fingerprint, accepted_at, hold_expires_at from payments where id = $1 for update`,
    [id],
  );
  if (!row) return null;
  const payment = toPayment(row);
  const { jobId, accountId } = payment;
  return {
    payment,
    command: { jobId, accountId, fingerprint: row.fingerprint, acceptedAt: row.accepted_at },
    holdExpiresAt: row.hold_expires_at,
  };
}

/** The payment that an earlier delivery of a job started. */
export async function findPaymentOfJob(tx: Queryable, jobId: JobId): Promise<Payment | null> {
  const [row] = await tx.query<PaymentRow>(`select ${PAYMENT_COLUMNS} from payments where job_id = $1`, [
    jobId,
  ]);
  return row ? toPayment(row) : null;
}

/** Applies one change to a locked payment: row and event in the caller's transaction. Throws when it is not allowed. */
export async function applyPaymentChange(
  tx: Queryable,
  payment: Payment,
  change: PaymentChange,
): Promise<Payment> {
  const next = changePayment(payment, change);
  if (!next.ok) throw new Error(`${change.type} cannot follow ${next.error.from} of ${payment.id}`);
  const { id, status, refundedAmount, failureCode, approvedAt, version } = next.value;
  const rows = await tx.query(
    `update payments set status = $2, refunded_amount = $3, failure_code = $4, approved_at = $5, version = $6,
       updated_at = now() where id = $1 and version = $6 - 1 returning id`,
    [id, status, refundedAmount, failureCode, approvedAt?.toISOString() ?? null, version],
  );
  if (rows.length !== 1) throw new Error('a locked payment changed under its lock');
  const { type, ...rest } = change;
  const payload = { ...rest, accountId: payment.accountId, reservationId: payment.reservationId };
  await appendEvents(tx, [{ stream: id, version, type, payload }]);
  return next.value;
}

/** Records what a command came to, in the transaction of its effect, and answers it. */
export async function decide(
  tx: Queryable,
  type: string,
  command: CommandReference,
  outcome: Outcome,
): Promise<Outcome> {
  const { jobId, accountId, fingerprint, acceptedAt } = command;
  await recordOutcomes(tx, [{ jobId, accountId, type, fingerprint, acceptedAt, outcome }]);
  return outcome;
}

/** Narrows a payment to one that goes through the gateway. */
export function throughGateway(payment: Payment): OpenPayment['payment'] {
  const { paymentKey } = payment;
  if (paymentKey === null) throw new Error(`${payment.id} has no payment key`);
  return { ...payment, paymentKey };
}

/** The outcome recorded for a command's job; the same job with another fingerprint is a key used twice. */
export async function findDecision(
  tx: Queryable,
  command: Pick<CommandReference, 'jobId' | 'fingerprint'>,
): Promise<Outcome | null> {
  const known = (await findOutcomes(tx, [command.jobId])).get(command.jobId);
  if (!known) return null;
  return known.fingerprint === command.fingerprint
    ? known.outcome
    : rejected({ code: 'idempotency_key_reused' });
}

/** The outcome of a job that must have one. */
export async function recordedOutcome(tx: Queryable, jobId: JobId): Promise<Outcome> {
  const known = (await findOutcomes(tx, [jobId])).get(jobId);
  if (!known) throw new Error(`${jobId} is settled and has no outcome`);
  return known.outcome;
}
