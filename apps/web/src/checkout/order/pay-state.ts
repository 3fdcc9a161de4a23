import type { components } from '@concert-mania/client/api.d';

export type Reservation = components['schemas']['Reservation'];

/** The state of a payment as a fan sees it. */
export type PayState =
  /** `declined` has the code of the last payment that was declined while the hold went on. */
  | { readonly kind: 'payable'; readonly declined: string | null }
  /** The money may have moved: neither paid nor failed. */
  | { readonly kind: 'verifying' }
  | { readonly kind: 'confirmed' }
  | { readonly kind: 'declined'; readonly failureCode: string | null; readonly refundedAmount: number }
  | { readonly kind: 'expired'; readonly refundedAmount: number }
  | { readonly kind: 'released' }
  | { readonly kind: 'cancelled' };

/** Judges by the reservation and its payments. An open payment is never shown as a failure. */
export function payStateOf({ status, payments }: Pick<Reservation, 'status' | 'payments'>): PayState {
  const refundedAmount = payments.reduce((sum, payment) => sum + payment.refundedAmount, 0);
  const failureCode = payments.findLast((payment) => payment.status === 'failed')?.failureCode ?? null;
  if (status === 'confirmed') return { kind: 'confirmed' };
  if (payments.some((payment) => payment.status === 'in_progress')) return { kind: 'verifying' };
  switch (status) {
    case 'held':
      return { kind: 'payable', declined: failureCode };
    case 'paying':
      return { kind: 'verifying' };
    case 'payment_failed':
      return { kind: 'declined', failureCode, refundedAmount };
    case 'expired':
      return { kind: 'expired', refundedAmount };
    case 'released':
      return { kind: 'released' };
    case 'cancelling':
    case 'cancelled':
      return { kind: 'cancelled' };
    default:
      return status satisfies never;
  }
}

/** Whether the reservation changes without the fan: it is worth another look. */
export const isMoving = (reservation: Pick<Reservation, 'status' | 'payments'>): boolean =>
  reservation.status === 'cancelling' || payStateOf(reservation).kind === 'verifying';
