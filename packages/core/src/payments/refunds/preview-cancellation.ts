import type { Reservation } from '../../holds/model.ts';
import type { AccountId, ReservationId } from '../../shared/ids.ts';
import { type CancellationState, countRefunded, ruleOnCancellation } from './decide-cancellation.ts';
import { listRefundSteps, type RefundStep } from './split-refund.ts';

/** The effect of a cancellation, before it is made: refund and fee at each time. */
export interface CancellationPreview {
  readonly outcome: 'release' | 'refund' | 'not_cancellable';
  /** The first step is the present one. Empty if it cannot be cancelled. */
  readonly steps: readonly RefundStep[];
}

export type PreviewState = Omit<CancellationState, 'stuck' | 'reservation'> & {
  readonly reservation: Reservation;
};

export interface CancellationReader {
  /** Null when there is none of that id, or when it is another account's. */
  findState(accountId: AccountId, id: ReservationId): Promise<PreviewState | null>;
}

/** Predicts a cancellation by the same rules as the cancellation itself. */
export function previewCancellation(state: PreviewState): CancellationPreview {
  const { reservation, payment, terms, now } = state;
  const question =
    terms && payment ? { ...terms, amount: payment.amount, bookedAt: reservation.createdAt, now } : null;
  const steps =
    payment && question ? listRefundSteps(question).map((step) => countRefunded(payment, step)) : [];
  const ruling = ruleOnCancellation(reservation, reservation.accountId, now, () => steps[0] ?? null);
  switch (ruling.kind) {
    case 'refused':
      return { outcome: 'not_cancellable', steps: [] };
    case 'release':
      return { outcome: 'release', steps: [{ until: reservation.expiresAt, refundAmount: 0, feeAmount: 0 }] };
    case 'refund':
      return { outcome: 'refund', steps };
    default:
      return ruling satisfies never;
  }
}
