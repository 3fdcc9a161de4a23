import type { RefundSplit } from '../../catalogue/refund-policy.ts';
import type { CancelOutcome, CancelReservation } from '../../holds/commands.ts';
import type { Reservation } from '../../holds/model.ts';
import { viewReservation } from '../../holds/reservation-view.ts';
import type { AcceptedCommand } from '../../shared/command.ts';
import type { AccountId } from '../../shared/ids.ts';
import { rejected, succeeded } from '../../shared/outcome.ts';
import { isCancelOutcome, type MoneyOutcome } from '../commands.ts';
import {
  type ClaimTerms,
  type Decided,
  type GatewaySlots,
  type OpenRefund,
  PaymentUnsettled,
} from '../ports.ts';
import { type AdvanceRefundPorts, makeAdvanceRefund } from './advance-refund.ts';

export type CancellationClaim =
  | Decided<MoneyOutcome>
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
  return async (command: AcceptedCommand<CancelReservation>): Promise<CancelOutcome> => {
    const release = ports.slots.tryTake();
    try {
      const checkAfterMs = release === null ? 0 : ports.terms.checkAfterMs;
      const claim = await ports.cancellations.claimCancellation(command, { checkAfterMs });
      if (claim.kind === 'decided') return decided(command, claim.outcome);
      const mayAsk = release !== null && !claim.refund.blocked;
      const outcome = mayAsk ? await advanceRefund(claim.refund, claim.kind) : null;
      if (outcome === null) throw new PaymentUnsettled(`${claim.refund.id} is not settled yet`);
      return decided(command, outcome);
    } finally {
      release?.();
    }
  };
}

function decided({ jobId }: AcceptedCommand<CancelReservation>, outcome: MoneyOutcome): CancelOutcome {
  if (isCancelOutcome(outcome)) return outcome;
  throw new Error(`${jobId} was decided with the result of another command`);
}

export type CancellationDecision =
  | { readonly kind: 'refused'; readonly outcome: CancelOutcome }
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
export const cancelled = (reservation: Reservation, split: RefundSplit): CancelOutcome =>
  succeeded({
    reservation: viewReservation(reservation),
    refundAmount: split.refundAmount,
    feeAmount: split.feeAmount,
  });
