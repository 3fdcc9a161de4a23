import type { Payment } from '@concert-mania/core/payments/model';
import type { CommandReference } from '@concert-mania/core/shared/command';
import { prepared, type Queryable } from '../../connection/database.ts';
import { type WritePart, writeTogether } from '../../connection/write-together.ts';
import { type DomainEvent, eventsPart } from '../../events/domain-events.ts';
import { pendingCapture, reservePart } from '../ledger/pending-transfers.ts';
import { planPaymentChange } from './payment-changes.ts';
import { PAYMENT_COLUMNS, type PaymentRow, toPayment } from './payment-rows.ts';

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

// An erased account pays for nothing any more: the lock makes an erasure see this payment, or this
// see the erasure. Money that came after its payment was declined, and is on its way back, pays for nothing else.
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
    and exists (select from accounts a where a.id = n.account_id and a.erased_at is null for key share)
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
 * New payments as a part of a larger write: in progress, or paid at once. Not for a job that was
 * decided before, and not twice for a job, a payment key or an order of top-up: then they are
 * missing from the count.
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
    unprepared: true,
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

/**
 * Payments that are started and paid at once, in the order asked for, and everything there is to
 * write for them.
 */
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
 * Starts a payment in the caller's transaction. Null when its job was decided, or has a payment, or
 * its payment key or top-up order has one already: the unique indexes decide, and a parallel insert
 * is waited for. The event is the caller's to append.
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
