import type { RefusalCode } from '@concert-mania/core/shared/refusal';

/** The codes with which a job of each type is rejected. */
export const HOLD_REJECTIONS = [
  'seat_unavailable',
  'seat_limit_exceeded',
  'hold_budget_used_up',
  'seat_not_found',
  'sale_not_open',
  'sale_closed',
  'no_adjacent_seats',
  'not_enough_seats',
  'admission_required',
  'performance_not_found',
  'idempotency_key_reused',
] as const satisfies readonly RefusalCode[];

export const CANCEL_REJECTIONS = [
  'reservation_not_found',
  'not_cancellable',
  'idempotency_key_reused',
] as const satisfies readonly RefusalCode[];

export const PAY_REJECTIONS = [
  'insufficient_balance',
  'payment_declined',
  'hold_expired',
  'reservation_not_found',
  'reservation_not_payable',
  'amount_mismatch',
  'nothing_to_pay',
  'order_already_used',
  'idempotency_key_reused',
] as const satisfies readonly RefusalCode[];

export const TOP_UP_REJECTIONS = [
  'payment_declined',
  'order_already_used',
  'top_up_order_unknown',
  'idempotency_key_reused',
] as const satisfies readonly RefusalCode[];
