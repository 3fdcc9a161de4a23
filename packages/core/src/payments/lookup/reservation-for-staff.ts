import type { Actor, Clerk } from '../../identity/staff/staff-actions.ts';
import type { ReservationId, TicketId } from '../../shared/ids.ts';
import type { Won } from '../../shared/money.ts';
import type { DeskMethod, RefundId } from '../model.ts';
import type { ReservationDetail } from '../read-reservations.ts';
import type { FoundReservation } from './search.ts';

/** A refund as staff see it. */
export interface RefundForStaff {
  readonly id: RefundId;
  readonly paymentId: string;
  readonly amount: Won;
  readonly feeAmount: Won;
  /** Null: all seats that were left. */
  readonly seatNumbers: readonly number[] | null;
  readonly status: 'in_progress' | 'completed';
  /** Whether the gateway refuses it and a person must act. */
  readonly blocked: boolean;
  readonly reason: string;
  readonly createdAt: Date;
}

export interface TicketForStaff {
  readonly id: TicketId;
  readonly seatNumber: number;
  readonly version: number;
  readonly status: 'valid' | 'used' | 'void';
  readonly issuedAt: Date;
  readonly usedAt: Date | null;
  readonly usedGate: string | null;
}

export interface NoticeForStaff {
  readonly template: string;
  readonly channel: 'email' | 'sms';
  readonly createdAt: Date;
  readonly sentAt: Date | null;
  readonly givenUpReason: string | null;
}

/** A sale at the desk. What is known of the holder is null once they are forgotten. */
export interface DeskSaleForStaff {
  readonly holder: {
    readonly name: string | null;
    readonly email: string | null;
    readonly phone: string | null;
  };
  readonly method: DeskMethod;
  readonly note: string | null;
  readonly soldBy: Clerk;
  readonly soldAt: Date;
}

/** Everything that staff may know about a reservation. */
export interface ReservationForStaff
  extends ReservationDetail,
    Pick<FoundReservation, 'concert' | 'performance' | 'account'> {
  /** Null: a fan bought it. */
  readonly deskSale: DeskSaleForStaff | null;
  readonly refunds: readonly RefundForStaff[];
  readonly tickets: readonly TicketForStaff[];
  readonly notices: readonly NoticeForStaff[];
}

export interface ReservationsForStaff {
  /** Null if there is no such reservation. Records that staff looked at it. */
  open(id: ReservationId, by: Actor): Promise<ReservationForStaff | null>;
}
