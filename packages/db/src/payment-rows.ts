import { changePayment, type Payment, type PaymentChange } from '@concert-mania/core/payments/model';
import type { AcceptedCommand, OpenPayment } from '@concert-mania/core/payments/ports';
import type { JobId } from '@concert-mania/core/shared/ids';
import type { Outcome } from '@concert-mania/core/shared/outcome';
import { prepared, type Queryable } from './database.ts';
import { type DomainEvent, eventsPart } from './domain-events.ts';
import { findOutcomes, outcomesPart } from './outcomes.ts';
import { pendingCapture, reservePart } from './pending-transfers.ts';
import { type WritePart, writeTogether } from './write-together.ts';

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

export interface PaymentTerms {
  readonly holdExpiresAt: Date | null;
  readonly checkAfterMs: number;
  /** Whether the gateway is called at once. */
  readonly sent: boolean;
}

export type NewPayment = Pick<
  Payment,
  'id' | 'purpose' | 'reservationId' | 'method' | 'orderId' | 'paymentKey' | 'amount'
>;

const INSERTED = [
  ['id', 'text'],
  ['job_id', 'text'],
  ['fingerprint', 'text'],
  ['accepted_at', 'timestamptz'],
  ['account_id', 'text'],
  ['purpose', 'text'],
  ['reservation_id', 'text'],
  ['method', 'text'],
  ['order_id', 'text'],
  ['payment_key', 'text'],
  ['amount', 'bigint'],
  ['status', 'text'],
  ['hold_expires_at', 'timestamptz'],
  ['check_after_ms', 'double precision'],
  ['sent', 'boolean'],
  ['version', 'int'],
  ['approved_at', 'timestamptz'],
] as const;

// Money that came after its payment was declined, and is on its way back, pays for nothing else.
const insertFrom = (source: string): string =>
  `insert into payments (id, job_id, fingerprint, accepted_at, account_id, purpose, reservation_id, method,
    order_id, payment_key, amount, status, hold_expires_at, check_at, confirm_at, version, approved_at, created_at)
  select id, job_id, fingerprint, accepted_at, account_id, purpose, reservation_id, method, order_id, payment_key,
    amount, status, hold_expires_at, now() + check_after_ms * interval '1 ms',
    case when sent then now() else '-infinity' end, version, approved_at,
    coalesce(approved_at, now())
  from ${source} as n (${INSERTED.map(([column]) => column).join(', ')})
  where not exists (select 1 from command_outcomes o where o.job_id = n.job_id)
    and (n.payment_key is null or not exists (select 1 from refunds f join payments p on p.id = f.payment_id
      where f.status = 'in_progress' and f.job_id is null and p.payment_key = n.payment_key))
  on conflict do nothing returning ${PAYMENT_COLUMNS}`;

const INSERT_ONE = prepared(
  insertFrom(`(values (${INSERTED.map(([, type], i) => `$${i + 1}::${type}`).join(', ')}))`),
);
const INSERT_SEVERAL = insertFrom(
  `unnest(${INSERTED.map(([, type], i) => `$${i + 1}::${type}[]`).join(', ')})`,
);

/** A payment to be written: with a time of approval, one that is paid at once. */
interface PaymentToStart {
  readonly payment: NewPayment;
  readonly command: CommandReference;
  readonly terms: PaymentTerms & { readonly approvedAt: Date | null };
}

/**
 * New payments as a part of a larger write: in progress, or paid at once. Not for a job that was decided before, and not twice
 * for a job, a payment key or an order of top-up: then they are missing from the count.
 */
function newPaymentsPart(all: readonly PaymentToStart[]): WritePart {
  const rows = all.map(insertedValues);
  const [first] = rows;
  if (first && rows.length === 1) return { name: 'payment_started', sql: INSERT_ONE, values: first, rows: 1 };
  return {
    name: 'payment_started',
    sql: INSERT_SEVERAL,
    values: INSERTED.map((_, i) => rows.map((row) => row[i])),
    rows: rows.length,
    planAnew: true,
  };
}

const insertedValues = ({ payment, command, terms }: PaymentToStart): readonly unknown[] => [
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
  terms.approvedAt !== null ? 'completed' : 'in_progress',
  terms.holdExpiresAt?.toISOString() ?? null,
  terms.checkAfterMs,
  terms.sent,
  terms.approvedAt !== null ? 2 : 1,
  terms.approvedAt?.toISOString() ?? null,
];

function startedEvent(payment: NewPayment, { accountId }: CommandReference): DomainEvent {
  const { id, purpose, reservationId, method, amount } = payment;
  const payload = { accountId, purpose, reservationId, method, amount };
  return { stream: id, version: 1, type: 'payment.started', payload };
}

/** A payment that is to be started and paid at once. */
export interface PaidOrder {
  readonly order: NewPayment;
  readonly command: CommandReference;
  readonly terms: { readonly holdExpiresAt: Date; readonly approvedAt: Date };
}

/** Payments that are started and paid at once, in the order asked for, and everything there is to write for them. */
export function planPaidPayments(orders: readonly PaidOrder[]): {
  readonly payments: readonly Payment[];
  readonly events: readonly DomainEvent[];
  readonly part: WritePart;
} {
  const done = orders.map(({ order, command, terms: { approvedAt } }) =>
    planPaymentChange(
      {
        ...order,
        jobId: command.jobId,
        accountId: command.accountId,
        refundedAmount: 0,
        status: 'in_progress',
        failureCode: null,
        createdAt: approvedAt,
        approvedAt: null,
        version: 1,
      },
      { type: 'payment.completed', approvedAt },
    ),
  );
  return {
    payments: done.map(({ payment }) => payment),
    events: [
      ...orders.map(({ order, command }) => startedEvent(order, command)),
      ...done.map(({ event }) => event),
    ],
    part: newPaymentsPart(
      orders.map(({ order, command, terms }) => ({
        payment: order,
        command,
        terms: { ...terms, checkAfterMs: 0, sent: true },
      })),
    ),
  };
}

/**
 * Starts a payment in the caller's transaction. Null when its job was decided, or has a payment, or its payment key or top-up
 * order has one already: the unique indexes decide, and a parallel insert is waited for. The event is the caller's to append.
 */
export async function startPayment(
  tx: Queryable,
  payment: NewPayment,
  command: CommandReference,
  terms: PaymentTerms,
): Promise<{ readonly payment: Payment; readonly event: DomainEvent } | null> {
  const { sql, values } = newPaymentsPart([{ payment, command, terms: { ...terms, approvedAt: null } }]);
  const [row] = await tx.query<PaymentRow>(sql, values);
  return row ? { payment: toPayment(row), event: startedEvent(payment, command) } : null;
}

/** The same, its event appended and what goes through the gateway reserved. */
export async function insertPayment(
  tx: Queryable,
  payment: NewPayment,
  command: CommandReference,
  terms: PaymentTerms,
): Promise<Payment | null> {
  const started = await startPayment(tx, payment, command, terms);
  if (!started) return null;
  const reserved = payment.method === 'gateway' ? [reservePart(pendingCapture(started.payment))] : [];
  await writeTogether(tx, [...reserved, eventsPart([started.event])]);
  return started.payment;
}

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

/**
 * Applies changes to a locked payment. Returns the new row, its events and the SQL to write. Throws
 * if a change is not allowed.
 */
function planPaymentChanges(
  payment: Payment,
  changes: readonly PaymentChange[],
): { readonly payment: Payment; readonly events: readonly DomainEvent[]; readonly part: WritePart } {
  const events: DomainEvent[] = [];
  let current = payment;
  for (const change of changes) {
    const next = changePayment(current, change);
    if (!next.ok) throw new Error(`${change.type} cannot follow ${next.error.from} of ${payment.id}`);
    current = next.value;
    events.push(paymentEvent(current, change));
  }
  const { id, status, refundedAmount, failureCode, approvedAt, version } = current;
  const part = {
    name: 'payment_changed',
    sql: `update payments set status = $2, refunded_amount = $3, failure_code = $4, approved_at = $5, version = $6,
      updated_at = now() where id = $1 and version = $7 returning 1`,
    values: [
      id,
      status,
      refundedAmount,
      failureCode,
      approvedAt?.toISOString() ?? null,
      version,
      payment.version,
    ],
    rows: 1,
  };
  return { payment: current, events, part };
}

/** The same for one change. */
export function planPaymentChange(
  payment: Payment,
  change: PaymentChange,
): { readonly payment: Payment; readonly event: DomainEvent; readonly part: WritePart } {
  const { events, ...plan } = planPaymentChanges(payment, [change]);
  const [event] = events;
  if (!event) throw new Error(`${change.type} of ${payment.id} has no event`);
  return { ...plan, event };
}

function paymentEvent(payment: Payment, change: PaymentChange): DomainEvent {
  const { type, ...rest } = change;
  const payload = { ...rest, accountId: payment.accountId, reservationId: payment.reservationId };
  return { stream: payment.id, version: payment.version, type, payload };
}

/** Applies one change to a locked payment: row and event in the caller's transaction. Throws when it is not allowed. */
export async function applyPaymentChange(
  tx: Queryable,
  payment: Payment,
  change: PaymentChange,
): Promise<Payment> {
  const plan = planPaymentChange(payment, change);
  await writeTogether(tx, [plan.part, eventsPart([plan.event])]);
  return plan.payment;
}

/**
 * The same for several changes in one write: no reader or constraint sees the states in between.
 */
export async function applyPaymentChanges(
  tx: Queryable,
  payment: Payment,
  changes: readonly PaymentChange[],
): Promise<Payment> {
  const plan = planPaymentChanges(payment, changes);
  await writeTogether(tx, [plan.part, eventsPart(plan.events)]);
  return plan.payment;
}

/** The outcome of a command as a part of a larger write. */
export function outcomePart(type: string, command: CommandReference, outcome: Outcome): WritePart {
  const { jobId, accountId, fingerprint, acceptedAt } = command;
  return outcomesPart([{ jobId, accountId, type, fingerprint, acceptedAt, outcome }]);
}

/** Records what a command came to, in the transaction of its effect, and answers it. */
export async function decide(
  tx: Queryable,
  type: string,
  command: CommandReference,
  outcome: Outcome,
): Promise<Outcome> {
  await writeTogether(tx, [outcomePart(type, command, outcome)]);
  return outcome;
}

/** Narrows a payment to one that goes through the gateway. */
export function throughGateway(payment: Payment): OpenPayment['payment'] {
  const { paymentKey } = payment;
  if (paymentKey === null) throw new Error(`${payment.id} has no payment key`);
  return { ...payment, paymentKey };
}

/**
 * The recorded outcome of a command's job, even if another request with the same key created the
 * job.
 */
export async function findDecision(
  tx: Queryable,
  command: Pick<CommandReference, 'jobId'>,
): Promise<Outcome | null> {
  return (await findOutcomes(tx, [command.jobId])).get(command.jobId)?.outcome ?? null;
}

/** The outcome of a job that must have one. */
export async function recordedOutcome(tx: Queryable, jobId: JobId): Promise<Outcome> {
  const known = (await findOutcomes(tx, [jobId])).get(jobId);
  if (!known) throw new Error(`${jobId} is settled and has no outcome`);
  return known.outcome;
}
