/** The business rule that refused a command. The API maps codes to statuses; codes never change. */
export type RefusalCode =
  | 'seat_unavailable'
  | 'seat_limit_exceeded'
  | 'hold_budget_used_up'
  | 'seat_not_found'
  | 'sale_not_open'
  | 'sale_closed'
  | 'no_adjacent_seats'
  | 'not_enough_seats'
  | 'admission_required'
  | 'performance_not_found'
  | 'performance_cancelled'
  | 'reservation_not_found'
  | 'not_cancellable'
  | 'refund_blocked'
  | 'not_movable'
  | 'seat_price_differs'
  | 'insufficient_balance'
  | 'payment_declined'
  | 'hold_expired'
  | 'reservation_not_payable'
  | 'amount_mismatch'
  | 'nothing_to_pay'
  | 'order_already_used'
  | 'top_up_order_unknown'
  | 'idempotency_key_reused';

/** A refusal with the facts a client needs. */
export interface Refusal<C extends RefusalCode = RefusalCode> {
  readonly code: C;
  readonly seatNumbers?: readonly number[];
  readonly reason?: string;
  /** RFC 3339: from then on this refusal no longer applies. */
  readonly retryAt?: string;
}
