/** The parameters that the payment window adds to the success address. */
export interface WindowApproval {
  readonly paymentKey: string;
  readonly orderId: string;
  readonly amount: number;
}

/** The forms that the API takes. Others would only be refused. */
const PAYMENT_KEY = /^[A-Za-z0-9_=-]{1,200}$/;
const ORDER_ID = /^[\x21-\x7e]{6,64}$/;
const AMOUNT = /^[1-9]\d{0,11}$/;

/** Null if the address was not made by a payment window, or lost a part. */
export function readApproval(search: string): WindowApproval | null {
  const parameters = new URLSearchParams(search);
  const paymentKey = parameters.get('paymentKey') ?? '';
  const orderId = parameters.get('orderId') ?? '';
  const amount = parameters.get('amount') ?? '';
  if (!PAYMENT_KEY.test(paymentKey) || !ORDER_ID.test(orderId) || !AMOUNT.test(amount)) return null;
  return { paymentKey, orderId, amount: Number(amount) };
}

/** Why the payment window led back without a payment. */
export type WindowFailure =
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly code: string };

/**
 * Null without a code. The `message` parameter is not read: anybody can write a link with one, and
 * the page would show its text as ours.
 */
export function readFailure(search: string): WindowFailure | null {
  const code = new URLSearchParams(search).get('code');
  if (code === null || !/^[A-Z][A-Z_]{1,63}$/.test(code)) return null;
  return code === 'PAY_PROCESS_CANCELED' || code === 'USER_CANCEL'
    ? { kind: 'cancelled' }
    : { kind: 'failed', code };
}

/** The same payment always has the same key, so that a reload or a second tab pays once. */
export const idempotencyKeyOf = ({ paymentKey }: WindowApproval): string => `window-${paymentKey}`;
