import { type Reservation, type ReservationChange, viewReservation } from '../holds/model.ts';
import type { AccountId } from '../shared/ids.ts';
import type { Won } from '../shared/money.ts';
import { type Outcome, rejected, succeeded } from '../shared/outcome.ts';
import type { Refusal } from '../shared/refusal.ts';
import { type Payment, viewPayment } from './model.ts';

/** Why a reservation cannot be paid now, or null when it can. `amount` is what the fan agreed to, where there is one. */
export function refusePayment(
  reservation: Reservation | null,
  request: { readonly accountId: AccountId; readonly amount: Won | null; readonly now: Date },
): Refusal | null {
  if (reservation?.accountId !== request.accountId) return { code: 'reservation_not_found' };
  if (reservation.status === 'expired') return { code: 'hold_expired' };
  if (reservation.status !== 'held') return { code: 'reservation_not_payable' };
  if (request.now >= reservation.expiresAt) return { code: 'hold_expired' };
  if (request.amount !== null && request.amount !== reservation.totalAmount) {
    return { code: 'amount_mismatch' };
  }
  return null;
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
export const paid = (payment: Payment, reservation: Reservation): Outcome =>
  succeeded({ payment: viewPayment(payment), reservation: viewReservation(reservation) });

/** The outcome of a top-up credited. */
export const toppedUp = (payment: Payment, balanceAmount: Won): Outcome =>
  succeeded({ payment: viewPayment(payment), balanceAmount });

/** The outcome of a payment that the gateway declined, with the gateway's reason. */
export const declined = (failureCode: string): Outcome =>
  rejected({ code: 'payment_declined', reason: failureCode });
