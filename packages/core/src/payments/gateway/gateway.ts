import type { Won } from '../../shared/money.ts';

/** An answer of the gateway about a payment. Only `approved` and `declined` are final. */
export type GatewayAnswer =
  | {
      readonly kind: 'approved';
      readonly paymentKey: string;
      readonly orderId: string;
      readonly amount: Won;
      /** How much of it was given back already. */
      readonly cancelledAmount: Won;
      readonly approvedAt: Date;
    }
  /** Not captured, and never will be. */
  | { readonly kind: 'declined'; readonly code: string }
  /** Known to the gateway and not captured yet. */
  | {
      readonly kind: 'pending';
      readonly paymentKey: string;
      readonly orderId: string;
      readonly amount: Won;
    }
  /**
   * The gateway has no such payment (any more). This is proof only if no confirmation can still be
   * under way.
   */
  | { readonly kind: 'not_found'; readonly code: string }
  /**
   * No answer, or one that does not settle it: a timeout, a reset, a 5xx, "in progress", "already
   * processed".
   */
  | { readonly kind: 'unknown'; readonly reason: string };

export type CancelAnswer =
  /** `cancelledAmount`: how much of the payment was given back in all. */
  | { readonly kind: 'cancelled'; readonly cancelledAmount: Won }
  /** The gateway will not do it; only an inquiry tells whether it was done before. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** `away`: no calls are made for a while. `doubtful`: it was away; the next call is a trial. */
export type GatewayHealth = 'well' | 'doubtful' | 'away';

/**
 * A payment gateway. Its faults and those of the network are answers of kind `unknown`, as is an
 * answer about another payment key. Calls with the same idempotency key have one effect.
 * `paymentId` is our id of the payment, for the log.
 */
export interface PaymentGateway {
  health(): GatewayHealth;
  confirm(request: {
    readonly paymentId?: string;
    readonly paymentKey: string;
    readonly orderId: string;
    readonly amount: Won;
    readonly idempotencyKey: string;
  }): Promise<GatewayAnswer>;
  /** Looks up by payment key, then by order id if one is given. */
  inquire(request: {
    readonly paymentId?: string;
    readonly paymentKey: string;
    readonly orderId?: string;
  }): Promise<GatewayAnswer>;
  cancel(request: {
    readonly paymentId?: string;
    readonly paymentKey: string;
    readonly amount: Won;
    readonly reason: string;
    readonly idempotencyKey: string;
  }): Promise<CancelAnswer>;
}

export const ORDER_MISMATCH = 'ORDER_MISMATCH';
export const AMOUNT_MISMATCH = 'AMOUNT_MISMATCH';

/**
 * An answer about one payment. `other_amount`: another amount was captured, which needs a person.
 */
export type PaymentAnswer =
  | GatewayAnswer
  | { readonly kind: 'other_amount'; readonly capturedAmount: Won; readonly balanceAmount: Won };

/**
 * Applies an answer to one payment. Money captured for another order is not its money. A
 * payment that waits under another order or amount can never be confirmed as this one.
 */
export function answerFor(
  payment: { readonly orderId: string; readonly amount: Won },
  answer: GatewayAnswer,
): PaymentAnswer {
  if (answer.kind !== 'approved' && answer.kind !== 'pending') return answer;
  if (answer.orderId !== payment.orderId) return { kind: 'declined', code: ORDER_MISMATCH };
  if (answer.amount === payment.amount) return answer;
  if (answer.kind === 'pending' || answer.cancelledAmount === answer.amount) {
    return { kind: 'declined', code: AMOUNT_MISMATCH };
  }
  const balanceAmount = answer.amount - answer.cancelledAmount;
  return { kind: 'other_amount', capturedAmount: answer.amount, balanceAmount };
}
