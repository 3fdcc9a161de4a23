import type { RefundSplit } from '../../catalogue/refund-policy.ts';
import type { CancelReservation } from '../../holds/commands.ts';
import { type Reservation, viewReservation } from '../../holds/model.ts';
import type { AccountId } from '../../shared/ids.ts';
import { type Outcome, rejected, succeeded } from '../../shared/outcome.ts';
import {
  type AcceptedCommand,
  type ClaimTerms,
  type Decided,
  type GatewaySlots,
  type OpenRefund,
  PaymentUnsettled,
} from '../ports.ts';
import { type AdvanceRefundPorts, makeAdvanceRefund } from './advance-refund.ts';

export type CancellationClaim =
  | Decided
  | { readonly kind: 'claimed' | 'resumed'; readonly refund: OpenRefund };

export interface CancellationStore {
  /**
   * Decides a cancellation in one transaction: a hold is released, a wallet payment given back at once, and for a gateway
   * payment the reservation becomes `cancelling` with a refund in progress.
   */
  claimCancellation(
    command: AcceptedCommand<CancelReservation>,
    terms: Pick<ClaimTerms, 'checkAfterMs'>,
  ): Promise<CancellationClaim>;
}

export interface CancelReservationPorts extends AdvanceRefundPorts {
  readonly cancellations: CancellationStore;
  readonly terms: Pick<ClaimTerms, 'checkAfterMs'>;
  readonly slots: GatewaySlots;
}

/**
 * Releases a hold, or cancels a confirmed reservation and refunds it less the policy's fee.
 * Idempotent. Throws `PaymentUnsettled` while the refund is open: at the gateway, with a person, or
 * with the reconciler because every slot is taken.
 */
export function makeCancelReservation(ports: CancelReservationPorts) {
  const advanceRefund = makeAdvanceRefund(ports);
  return async (command: AcceptedCommand<CancelReservation>): Promise<Outcome> => {
    const release = ports.slots.tryTake();
    try {
      const checkAfterMs = release === null ? 0 : ports.terms.checkAfterMs;
      const claim = await ports.cancellations.claimCancellation(command, { checkAfterMs });
      if (claim.kind === 'decided') return claim.outcome;
      const mayAsk = release !== null && !claim.refund.blocked;
      const outcome = mayAsk ? await advanceRefund(claim.refund, claim.kind) : null;
      if (outcome === null) throw new PaymentUnsettled(`${claim.refund.id} is not settled yet`);
      return outcome;
    } finally {
      release?.();
    }
  };
}

export type CancellationDecision =
  | { readonly kind: 'refused'; readonly outcome: Outcome }
  | { readonly kind: 'release' }
  | ({ readonly kind: 'refund' } & RefundSplit);

/** What a cancellation comes to. `split` answers how a confirmed reservation's money is split, null when too late. */
export function decideCancellation(
  reservation: Reservation | null,
  accountId: AccountId,
  now: Date,
  split: () => RefundSplit | null,
): CancellationDecision {
  if (reservation?.accountId !== accountId) return refused('reservation_not_found');
  if (reservation.status === 'held') {
    return now < reservation.expiresAt ? { kind: 'release' } : refused('not_cancellable');
  }
  if (reservation.status !== 'confirmed') return refused('not_cancellable');
  const parts = split();
  return parts ? { kind: 'refund', ...parts } : refused('not_cancellable');
}

const refused = (code: 'reservation_not_found' | 'not_cancellable'): CancellationDecision => ({
  kind: 'refused',
  outcome: rejected({ code }),
});

/** The outcome of a cancellation, with what was given back and what was kept. */
export const cancelled = (reservation: Reservation, split: RefundSplit): Outcome =>
  succeeded({
    reservation: viewReservation(reservation),
    refundAmount: split.refundAmount,
    feeAmount: split.feeAmount,
  });
