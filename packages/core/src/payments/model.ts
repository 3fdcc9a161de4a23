import type { AccountId, Id, JobId, PaymentId, ReservationId } from '../shared/ids.ts';
import type { Won } from '../shared/money.ts';
import { ok, type Result, refuse } from '../shared/result.ts';

export const PAYMENT_STATUSES = [
  'in_progress',
  'completed',
  'failed',
  'cancelled',
  'partially_cancelled',
] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

export type PaymentPurpose = 'reservation' | 'top_up';
/** How seats are paid for at the box office. Complimentary seats cost nothing. */
export const DESK_METHODS = ['cash', 'card_terminal', 'complimentary'] as const;
export type DeskMethod = (typeof DESK_METHODS)[number];
export const PAYMENT_METHODS = ['wallet', 'gateway', ...DESK_METHODS] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];
export type RefundId = Id<'rfd'>;

export interface Payment {
  readonly id: PaymentId;
  readonly jobId: JobId;
  readonly accountId: AccountId;
  readonly purpose: PaymentPurpose;
  /** Null for a top-up. */
  readonly reservationId: ReservationId | null;
  readonly method: PaymentMethod;
  /** The gateway's name for what is paid: the reservation's id, or the top-up's own order id. */
  readonly orderId: string;
  /** Null unless it goes through the gateway. */
  readonly paymentKey: string | null;
  readonly amount: Won;
  readonly refundedAmount: Won;
  readonly status: PaymentStatus;
  readonly failureCode: string | null;
  readonly createdAt: Date;
  readonly approvedAt: Date | null;
  readonly version: number;
}

/** A change of a payment, in the past tense. Each is one row of `domain_events`. */
export type PaymentChange =
  | { readonly type: 'payment.completed'; readonly approvedAt: Date }
  | { readonly type: 'payment.failed'; readonly failureCode: string }
  /** The gateway took the money after the payment was reported as declined. It is refunded. */
  | { readonly type: 'payment.captured_late'; readonly approvedAt: Date }
  | { readonly type: 'payment.refunded'; readonly amount: Won };

export type PaymentRefused = { readonly code: 'transition_refused'; readonly from: PaymentStatus };

/** Applies a change or refuses it. Money is settled once, and refunds never exceed the amount. */
export function changePayment(payment: Payment, change: PaymentChange): Result<Payment, PaymentRefused> {
  const refused = refuse({ code: 'transition_refused' as const, from: payment.status });
  const next = { ...payment, version: payment.version + 1 };
  switch (change.type) {
    case 'payment.completed':
      if (payment.status !== 'in_progress') return refused;
      return ok({ ...next, status: 'completed', approvedAt: change.approvedAt });
    case 'payment.failed':
      if (payment.status !== 'in_progress') return refused;
      return ok({ ...next, status: 'failed', failureCode: change.failureCode });
    case 'payment.captured_late':
      if (payment.status !== 'failed') return refused;
      return ok({ ...next, status: 'completed', approvedAt: change.approvedAt });
    case 'payment.refunded': {
      const refundedAmount = payment.refundedAmount + change.amount;
      const refundable = payment.status === 'completed' || payment.status === 'partially_cancelled';
      // A payment of 0 is refunded once, with 0.
      const possible = Number.isSafeInteger(change.amount) && (change.amount > 0 || payment.amount === 0);
      if (!refundable || !possible || refundedAmount > payment.amount || change.amount < 0) return refused;
      const status = refundedAmount === payment.amount ? 'cancelled' : 'partially_cancelled';
      return ok({ ...next, status, refundedAmount });
    }
    default:
      return change satisfies never;
  }
}

/** A payment before and after its changes. */
export interface PaymentMove {
  readonly before: Payment;
  readonly after: Payment;
  /** In order, each with the payment that it led to. */
  readonly steps: readonly { readonly change: PaymentChange; readonly after: Payment }[];
}

/** Applies changes in order. Throws if a status does not allow one, so callers check it first. */
export function movePayment(before: Payment, changes: readonly PaymentChange[]): PaymentMove {
  let after = before;
  const steps = changes.map((change) => {
    const next = changePayment(after, change);
    if (!next.ok) throw new Error(`${change.type} cannot follow ${next.error.from} of ${before.id}`);
    after = next.value;
    return { change, after };
  });
  return { before, after, steps };
}

/** A payment as it begins: in progress, in its first version. */
export const beginPayment = (
  order: Pick<Payment, 'id' | 'purpose' | 'reservationId' | 'method' | 'orderId' | 'paymentKey' | 'amount'>,
  by: Pick<Payment, 'jobId' | 'accountId'>,
  createdAt: Date,
): Payment => ({
  ...order,
  jobId: by.jobId,
  accountId: by.accountId,
  refundedAmount: 0,
  status: 'in_progress',
  failureCode: null,
  createdAt,
  approvedAt: null,
  version: 1,
});
