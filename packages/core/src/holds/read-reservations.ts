import type { AccountId, PaymentId, ReservationId } from '../shared/ids.ts';
import type { Won } from '../shared/money.ts';
import type { Reservation } from './model.ts';

/** A payment as it stands beside the reservation it pays for. */
export interface ReservationPayment {
  readonly id: PaymentId;
  readonly reservationId: ReservationId;
  readonly method: 'wallet' | 'gateway';
  readonly status: 'in_progress' | 'completed' | 'failed' | 'cancelled' | 'partially_cancelled';
  readonly amount: Won;
  readonly refundedAmount: Won;
  readonly failureCode: string | null;
  readonly createdAt: Date;
  readonly approvedAt: Date | null;
}

/** A reservation with everything its owner may know. */
export interface ReservationDetail {
  readonly reservation: Reservation;
  /** Whole seconds left to pay, by the database's clock; 0 when there is nothing left to pay. */
  readonly remainingSeconds: number;
  /** Oldest first. */
  readonly payments: readonly ReservationPayment[];
  /** What happened to it, oldest first. */
  readonly timeline: readonly { readonly type: string; readonly at: Date }[];
}

export interface ReservationReader {
  /** Null when there is none of that id, or when it is another account's. */
  find(accountId: AccountId, id: ReservationId): Promise<ReservationDetail | null>;
  /** Newest first, those older than `before` (null: from the newest on). */
  list(
    accountId: AccountId,
    page: { readonly before: ReservationId | null; readonly limit: number },
  ): Promise<{ readonly items: readonly ReservationDetail[]; readonly more: boolean }>;
}
