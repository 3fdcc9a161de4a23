import type { CancelOutcome, CancelReservation } from '../../holds/commands.ts';
import type { AcceptedCommand } from '../../shared/command.ts';
import { isCancelOutcome, type MoneyOutcome } from '../commands.ts';
import { type CancellationClaim, type ClaimTerms, type GatewaySlots, PaymentUnsettled } from '../ports.ts';
import { type AdvanceRefundPorts, makeAdvanceRefund } from './advance-refund.ts';

export interface CancellationStore {
  /**
   * Decides a cancellation in one transaction. A hold is released and a wallet payment refunded at
   * once. A gateway payment leaves the reservation `cancelling`, with a refund in progress.
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
