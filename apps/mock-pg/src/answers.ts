import type { CancelRecord, PaymentRecord } from './book.ts';

/** The gateway's reaction to a request: an answer, silence, or a cut connection. */
export type Reaction =
  | { readonly kind: 'answer'; readonly status: number; readonly body: object }
  | { readonly kind: 'silence' | 'cut' };
export type Answer = Extract<Reaction, { kind: 'answer' }>;

/** Error codes of Toss Payments' core API with status and message. */
const ERRORS = {
  INVALID_TRANSACTION_KEY: [400, 'There is no transaction to start after.'],
  INVALID_REQUEST: [400, 'The request is not valid.'],
  INVALID_IDEMPOTENCY_KEY: [400, 'The idempotency key is not valid.'],
  ALREADY_PROCESSED_PAYMENT: [400, 'The payment was processed before.'],
  ALREADY_PROCESSING_REQUEST: [400, 'The payment is being processed.'],
  ALREADY_CANCELED_PAYMENT: [400, 'The payment was cancelled before.'],
  FORBIDDEN_REQUEST: [403, 'Pages of other sites may not use the gateway.'],
  UNAUTHORIZED_KEY: [401, 'The secret key is missing or wrong.'],
  REJECT_CARD_COMPANY: [403, 'The card company declined the payment.'],
  PROVIDER_TIMEOUT: [403, 'The card company did not answer.'],
  NOT_CANCELABLE_PAYMENT: [403, 'The payment cannot be cancelled.'],
  NOT_CANCELABLE_AMOUNT: [403, 'The amount exceeds the rest of the payment.'],
  NOT_FOUND: [404, 'There is nothing here.'],
  NOT_FOUND_PAYMENT: [404, 'There is no such payment.'],
  NOT_FOUND_PAYMENT_SESSION: [404, 'The time to confirm the payment has expired.'],
  IDEMPOTENT_REQUEST_PROCESSING: [409, 'A request with this idempotency key is being processed.'],
  IDEMPOTENCY_KEY_REUSED: [422, 'The idempotency key belongs to another request.'],
  FAILED_INTERNAL_SYSTEM_PROCESSING: [500, 'The request could not be processed. Try again.'],
} as const;
export type ErrorCode = keyof typeof ERRORS;

/** An error as `{code, message}`. */
export function failure(code: ErrorCode): Answer {
  const [status, message] = ERRORS[code];
  return { kind: 'answer', status, body: { code, message } };
}

/** The stored error of a payment; an unknown one counts as the card company's. */
export const failureOf = (code: string | null): Answer =>
  failure(code !== null && code in ERRORS ? (code as ErrorCode) : 'REJECT_CARD_COMPANY');

const KST_OFFSET_MS = 9 * 3_600_000;
const VAT_DIVISOR = 11;

/** The format of Toss Payments' times: Korean time, to the second. */
export const koreanTime = (ms: number): string =>
  new Date(ms + KST_OFFSET_MS).toISOString().replace(/\.\d{3}Z$/, '+09:00');

/** A payment as Toss Payments' `Payment` object (2022-11-16), with the fields of a card payment. */
export function paymentBody(payment: PaymentRecord, cancels: readonly CancelRecord[]): object {
  const { amount, balance, failureCode } = payment;
  const vat = Math.round(amount / VAT_DIVISOR);
  return {
    version: '2022-11-16',
    mId: 'concert-mania',
    type: 'NORMAL',
    paymentKey: payment.paymentKey,
    orderId: payment.orderId,
    orderName: payment.orderId,
    method: '카드',
    currency: 'KRW',
    status: payment.status,
    totalAmount: amount,
    balanceAmount: balance,
    suppliedAmount: amount - vat,
    vat,
    requestedAt: koreanTime(payment.requestedAt),
    approvedAt: payment.approvedAt === null ? null : koreanTime(payment.approvedAt),
    lastTransactionKey: cancels.at(-1)?.transactionKey ?? null,
    isPartialCancelable: true,
    failure: failureCode === null ? null : failureOf(failureCode).body,
    cancels:
      cancels.length === 0
        ? null
        : cancels.map((cancel) => ({
            cancelAmount: cancel.amount,
            cancelReason: cancel.reason,
            canceledAt: koreanTime(cancel.canceledAt),
            transactionKey: cancel.transactionKey,
            cancelStatus: 'DONE',
          })),
  };
}
