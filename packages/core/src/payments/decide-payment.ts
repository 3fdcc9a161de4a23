import type { Reservation, ReservationChange } from '../holds/model.ts';
import { viewReservation } from '../holds/reservation-view.ts';
import type { AccountId } from '../shared/ids.ts';
import type { Won } from '../shared/money.ts';
import { rejected, succeeded } from '../shared/outcome.ts';
import type { PayOutcome, PayRefusal, TopUpOutcome } from './commands.ts';
import type { Payment } from './model.ts';
import { viewPayment } from './payment-view.ts';

export interface PaymentRequest {
  readonly accountId: AccountId;
  /** What the fan agreed to, where there is one. */
  readonly amount: Won | null;
  readonly acceptedAt: Date;
  readonly now: Date;
  /**
   * So long after its deadline a hold can be paid by who asked before it: how long our own queue
   * may take.
   */
  readonly lateMs: number;
}

/**
 * Why a reservation cannot be paid now, or null when it can. One that is expired can be paid only
 * if its seats are free.
 */
export function refusePayment(reservation: Reservation | null, request: PaymentRequest): PayRefusal | null {
  if (reservation?.accountId !== request.accountId) return { code: 'reservation_not_found' };
  const { status, expiresAt } = reservation;
  if (status !== 'held' && status !== 'expired') return { code: 'reservation_not_payable' };
  const askedInTime =
    request.acceptedAt < expiresAt && request.now.getTime() < expiresAt.getTime() + request.lateMs;
  const isInTime = status === 'held' && request.now < expiresAt;
  if (!isInTime && !askedInTime) return { code: 'hold_expired' };
  if (request.amount === null) return null;
  // No gateway takes a payment of nothing.
  if (reservation.totalAmount === 0) return { code: 'nothing_to_pay' };
  return request.amount === reservation.totalAmount ? null : { code: 'amount_mismatch' };
}

/** The deadline while a payment is in flight: never earlier than the hold's own, and only so much later. */
export function payingDeadline(expiresAt: Date, now: Date, payingMs: number): Date {
  return new Date(Math.max(expiresAt.getTime(), now.getTime() + payingMs));
}

/** What captured money does to its reservation. `retake`: it had ended, and may only have its seats if they are free. */
export function onApproved(reservation: Reservation): 'confirm' | 'retake' | 'refund' {
  switch (reservation.status) {
    case 'paying':
      return 'confirm';
    case 'expired':
    case 'payment_failed':
      return 'retake';
    case 'held':
    case 'confirmed':
    case 'cancelling':
    case 'cancelled':
    case 'released':
      return 'refund';
    default:
      return reservation.status satisfies never;
  }
}

/** What a declined payment does to its reservation; null when the reservation ended before. */
export function onDeclined(
  reservation: Reservation,
  terms: { readonly policy: 'release' | 'keep'; readonly holdExpiresAt: Date; readonly now: Date },
): ReservationChange | null {
  if (reservation.status !== 'paying') return null;
  if (terms.policy === 'keep' && terms.now < terms.holdExpiresAt) {
    return { type: 'reservation.payment_withdrawn', expiresAt: terms.holdExpiresAt };
  }
  return { type: 'reservation.payment_failed' };
}

/** The outcome of a reservation paid for. */
export const paid = (payment: Payment, reservation: Reservation): PayOutcome =>
  succeeded({ payment: viewPayment(payment), reservation: viewReservation(reservation) });

/** The outcome of a top-up credited. */
export const toppedUp = (payment: Payment, balanceAmount: Won): TopUpOutcome =>
  succeeded({ payment: viewPayment(payment), balanceAmount });

/** The outcome of a payment that the gateway declined, with the gateway's reason. */
export const declined = (failureCode: string) => rejected({ code: 'payment_declined', reason: failureCode });
