import type { Reservation } from '../../holds/model.ts';
import type { AccountId, ReservationId } from '../../shared/ids.ts';
import {
  type CancellationState,
  countUnasked,
  questionAbout,
  ruleOnCancellation,
  unaskedAmount,
} from './rule-on-cancellation.ts';
import { listRefundSteps, type RefundStep } from './split-refund.ts';

/** The effect of a cancellation, before it is made: refund and fee at each time. */
export interface CancellationPreview {
  readonly outcome: 'release' | 'refund' | 'not_cancellable';
  /** The first step is the present one. Empty if it cannot be cancelled. */
  readonly steps: readonly RefundStep[];
}

export type PreviewState = CancellationState & { readonly reservation: Reservation };

export interface CancellationReader {
  /** Null when there is none of that id, or when it is another account's. */
  findState(accountId: AccountId, id: ReservationId): Promise<PreviewState | null>;
}

/**
 * Predicts a fan's cancellation of these seats, or of all (null), by the same rules as the
 * cancellation itself.
 */
export function previewCancellation(
  state: PreviewState,
  seatNumbers: readonly number[] | null,
): CancellationPreview {
  const { reservation } = state;
  const ruling = ruleOnCancellation({ ownerId: null, seatNumbers, refund: 'policy' }, state);
  switch (ruling.kind) {
    case 'refused':
      return { outcome: 'not_cancellable', steps: [] };
    case 'release':
      return { outcome: 'release', steps: [{ until: reservation.expiresAt, refundAmount: 0, feeAmount: 0 }] };
    case 'refund': {
      const question = questionAbout(ruling.seats, state);
      const steps = question ? listRefundSteps(question) : [];
      return { outcome: 'refund', steps: steps.map((step) => countUnasked(step, unaskedAmount(state))) };
    }
    default:
      return ruling satisfies never;
  }
}
