import type { AcceptedCommand } from '../../shared/command.ts';
import type { NewId, PaymentId } from '../../shared/ids.ts';
import type { GatewayPay, MoneyOutcome } from '../commands.ts';
import { decideGatewayPay, type LockedReservation } from '../decide-payment.ts';
import { type Captured, decideApproved } from '../decide-settlement.ts';
import type { Decision, MoneyChange } from '../money-changes.ts';
import type { LockedPayment } from '../money-state.ts';
import type { Claim, ClaimTerms, Settlement } from '../ports.ts';

/** A gateway payment to begin. */
export interface WantedClaim {
  readonly command: AcceptedCommand<GatewayPay>;
  readonly terms: ClaimTerms;
}

/**
 * Begins the payments whose reservation is held. The others stay undecided: refusals, expired
 * holds, and all but one payment of the same reservation. `reservations` are locked.
 */
export function decideClaimBatch(
  wanted: readonly WantedClaim[],
  reservations: readonly LockedReservation[],
  lateMs: number,
  newId: NewId,
): Decision<ReadonlyMap<WantedClaim, Claim<MoneyOutcome>>> {
  const byReservation = new Map(wanted.map((one) => [one.command.payload.reservationId, one]));
  const answer = new Map<WantedClaim, Claim<MoneyOutcome>>();
  const changes: MoneyChange[] = [];
  for (const locked of reservations) {
    const one = byReservation.get(locked.reservation.id);
    if (!one || locked.reservation.status !== 'held') continue;
    const terms = { ...one.terms, lateMs };
    const decision = decideGatewayPay(one.command, { locked, seats: null }, terms, newId);
    if (decision.answer.kind !== 'claimed') continue;
    answer.set(one, decision.answer);
    changes.push(...decision.changes);
  }
  return { answer, changes };
}

/**
 * Confirms the reservations of captured payments whose seats are still kept. The others stay
 * undecided: payments that ended before, that the gateway gave back, or of a cancelled performance.
 */
export function decideApprovedBatch(
  payments: readonly LockedPayment[],
  captured: ReadonlyMap<PaymentId, Captured>,
  newId: NewId,
): Decision<ReadonlyMap<PaymentId, Settlement>> {
  const answer = new Map<PaymentId, Settlement>();
  const changes: MoneyChange[] = [];
  for (const locked of payments) {
    const { payment, reservation, isPerformanceCancelled } = locked;
    const money = captured.get(payment.id);
    if (payment.status !== 'in_progress' || reservation?.status !== 'paying') continue;
    if (!money || money.cancelledAmount > 0 || isPerformanceCancelled) continue;
    const state = { ...locked, history: null, seats: null, walletAmount: 0 };
    const decision = decideApproved(state, money, newId);
    answer.set(payment.id, decision.answer);
    changes.push(...decision.changes);
  }
  return { answer, changes };
}
