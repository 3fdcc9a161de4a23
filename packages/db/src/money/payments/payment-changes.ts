import { changePayment, type Payment, type PaymentChange } from '@concert-mania/core/payments/model';
import type { Queryable } from '../../connection/database.ts';
import { type WritePart, writeTogether } from '../../connection/write-together.ts';
import { type DomainEvent, eventsPart } from '../../events/domain-events.ts';

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

/**
 * Applies one change to a locked payment: row and event in the caller's transaction. Throws when it
 * is not allowed.
 */
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
