import type { CancelOutcome } from '../../holds/commands.ts';
import { isCancelOutcome, type MoneyOutcome } from '../commands.ts';
import { type CancellationClaim, type ClaimTerms, type GatewaySlots, PaymentUnsettled } from '../ports.ts';
import { type AdvanceRefundPorts, makeAdvanceRefund } from './advance-refund.ts';
import type { CancellationRequest } from './cancellation-request.ts';

export interface CancellationStore {
  /**
   * Decides a cancellation in one transaction. A hold is released and a wallet payment refunded at
   * once. A gateway payment leaves a refund in progress, and a reservation without seats that stay
   * `cancelling`. An action of staff is recorded.
   */
  claimCancellation(
    request: CancellationRequest,
    terms: Pick<ClaimTerms, 'checkAfterMs'>,
  ): Promise<CancellationClaim>;
}

export interface CancelReservationPorts extends AdvanceRefundPorts {
  readonly cancellations: CancellationStore;
  readonly terms: Pick<ClaimTerms, 'checkAfterMs'>;
  readonly slots: GatewaySlots;
}

/**
 * Releases a hold, or cancels a confirmed reservation or some of its seats and refunds them.
 * Idempotent. Throws `PaymentUnsettled` while the refund is open: at the gateway, with a person,
 * with the reconciler because every slot is taken, or behind another refund of the payment.
 */
export function makeCancelReservation(ports: CancelReservationPorts) {
  const advanceRefund = makeAdvanceRefund(ports);
  return async (request: CancellationRequest): Promise<CancelOutcome> => {
    const place = ports.slots.tryEnter();
    try {
      const checkAfterMs = place === null ? 0 : ports.terms.checkAfterMs;
      const claim = await ports.cancellations.claimCancellation(request, { checkAfterMs });
      if (claim.kind === 'decided') return decided(request, claim.outcome);
      if (claim.kind === 'waits') throw new PaymentUnsettled(`${claim.refundId} has to end first`);
      const mayAsk = place !== null && !claim.refund.blocked;
      const outcome = mayAsk ? await advanceRefund(claim.refund, claim.kind) : null;
      if (outcome === null) throw new PaymentUnsettled(`${claim.refund.id} is not settled yet`);
      return decided(request, outcome);
    } finally {
      place?.leave();
    }
  };
}

function decided({ jobId }: CancellationRequest, outcome: MoneyOutcome): CancelOutcome {
  if (isCancelOutcome(outcome)) return outcome;
  throw new Error(`${jobId} was decided with the result of another command`);
}
