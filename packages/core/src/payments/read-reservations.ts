import type { Reservation } from '../holds/model.ts';
import type { AccountId, ReservationId } from '../shared/ids.ts';
import type { Payment } from './model.ts';

/** A reservation with everything its owner may know. */
export interface ReservationDetail {
  readonly reservation: Reservation;
  /** Whole seconds left to pay, by the database's clock; 0 when there is nothing left to pay. */
  readonly remainingSeconds: number;
  /** Oldest first. */
  readonly payments: readonly Payment[];
  /** Its events, oldest first. */
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
