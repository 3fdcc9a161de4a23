/**
 * Final refusals by the card company or bank: Toss Payments, "Error codes", payment confirmation
 * (https://docs.tosspayments.com/reference/error-codes). Other codes do not concern the money.
 */
const CARD_REFUSALS: ReadonlySet<string> = new Set([
  'BELOW_MINIMUM_AMOUNT',
  'EXCEED_MAX_AMOUNT',
  'EXCEED_MAX_AUTH_COUNT',
  'EXCEED_MAX_CARD_INSTALLMENT_PLAN',
  'EXCEED_MAX_DAILY_PAYMENT_COUNT',
  'EXCEED_MAX_ONE_DAY_AMOUNT',
  'EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT',
  'EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT',
  'EXCEED_MAX_PAYMENT_AMOUNT',
  'FDS_ERROR',
  'INVALID_ACCOUNT_INFO_RE_REGISTER',
  'INVALID_CARD_EXPIRATION',
  'INVALID_CARD_INSTALLMENT_PLAN',
  'INVALID_CARD_LOST_OR_STOLEN',
  'INVALID_CARD_NUMBER',
  'INVALID_PASSWORD',
  'INVALID_REJECT_CARD',
  'INVALID_STOPPED_CARD',
  'NOT_ALLOWED_POINT_USE',
  'NOT_AVAILABLE_BANK',
  'NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT',
  'NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN',
  'REJECT_ACCOUNT_PAYMENT',
  'REJECT_CARD_COMPANY',
  'REJECT_CARD_PAYMENT',
  'REJECT_TOSSPAY_INVALID_ACCOUNT',
  'RESTRICTED_TRANSFER_ACCOUNT',
]);

/** The gateway has no such payment, or the time to confirm it is over. */
const NOT_FOUND: ReadonlySet<string> = new Set(['NOT_FOUND_PAYMENT', 'NOT_FOUND_PAYMENT_SESSION']);

/** The gateway rejects our credentials or requests, not one payment: an operator must act. */
const OURS_TO_FIX: ReadonlySet<string> = new Set([
  'INCORRECT_BASIC_AUTH_FORMAT',
  'INVALID_API_KEY',
  'UNAUTHORIZED_KEY',
]);
const UNAUTHORIZED = 401;

/** Answers to a cancel that mean "try later" with any status: same page, cancellation. */
const CANCEL_LATER: ReadonlySet<string> = new Set([
  'ALREADY_PROCESSING_REQUEST',
  'FORBIDDEN_CONSECUTIVE_REQUEST',
  'NOT_AVAILABLE_BANK',
  'PROVIDER_ERROR',
]);

/** Whether an error refuses one cancel permanently. */
export const refusesCancel = (status: number, code: string): boolean =>
  !refusesUs(status, code) && !CANCEL_LATER.has(code);

/** The meaning of an error code for one payment's money. */
export function meaningOf(code: string): 'declined' | 'not_found' | 'unknown' {
  if (CARD_REFUSALS.has(code)) return 'declined';
  return NOT_FOUND.has(code) ? 'not_found' : 'unknown';
}

/** Whether the gateway would refuse all our calls in the same way. */
export const refusesUs = (status: number, code: string | null): boolean =>
  status === UNAUTHORIZED || (code !== null && OURS_TO_FIX.has(code));
