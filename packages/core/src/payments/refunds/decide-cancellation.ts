import type { RefundPolicy } from '../../catalogue/refund-policy.ts';
import type { CancelOutcome, CancelReservation } from '../../holds/commands.ts';
import { moveReservation, type Reservation } from '../../holds/model.ts';
import { viewReservation } from '../../holds/reservation-view.ts';
import type { AcceptedCommand } from '../../shared/command.ts';
import type { AccountId, NewId } from '../../shared/ids.ts';
import { rejected, succeeded } from '../../shared/outcome.ts';
import { pendingRefund } from '../ledger.ts';
import { movePayment, type Payment } from '../model.ts';
import { closeStuck, type Decision, type KnownStuckMoney, type MoneyChange } from '../money-changes.ts';
import type { CancellationClaim } from '../ports.ts';
import { bookRefund } from './book-refund.ts';
import { BY_CUSTOMER, type NewRefund, toOpenRefund } from './refund.ts';
import { type RefundSplit, splitRefund } from './split-refund.ts';

/** The state for a cancellation. The reservation and the payment are locked. */
export interface CancellationState {
  readonly reservation: Reservation | null;
  readonly now: Date;
  /** The payment that paid for the reservation. */
  readonly payment: Payment | null;
  readonly terms: { readonly policy: RefundPolicy; readonly startsAt: Date } | null;
  /** Of the payment. */
  readonly stuck: readonly KnownStuckMoney[];
}

type Cancel = AcceptedCommand<CancelReservation>;

/** Decides a cancellation that no earlier delivery of its job has decided or begun. */
export function decideCancellation(
  command: Cancel,
  state: CancellationState,
  checkAfterMs: number,
  newId: NewId,
): Decision<CancellationClaim> {
  const { reservation, payment, terms, now } = state;
  const way = ruleOnCancellation(reservation, command.accountId, now, () =>
    terms && payment && reservation
      ? splitRefund({ ...terms, amount: payment.amount, bookedAt: reservation.createdAt, now })
      : null,
  );
  if (way.kind === 'refused') return decided(command, way.outcome, []);
  if (!reservation) throw new Error(`${command.jobId} cancels a missing reservation`);
  if (way.kind === 'release') {
    const move = moveReservation(reservation, [{ type: 'reservation.released' }]);
    const outcome = cancelled(move.after, { refundAmount: 0, feeAmount: 0 });
    return decided(command, outcome, [{ kind: 'reservation_moved', move }]);
  }
  if (!payment) throw new Error(`${reservation.id} is confirmed and has no payment`);
  const refund = refundOf(newId, payment, command, stillToRefund(payment, way));
  const noted: readonly MoneyChange[] = [
    // A payment of 0 needs no refund.
    ...(payment.amount > 0 ? [{ kind: 'refund_noted', refund, checkAfterMs } as const] : []),
    ...closeStuck(state.stuck.filter(({ kind }) => kind === 'refunded_elsewhere')),
  ];
  return refund.status === 'in_progress'
    ? beginRefund(reservation, payment, refund, noted)
    : refundAtOnce(newId, command, { reservation, payment, refund, noted });
}

export type CancellationRuling =
  | { readonly kind: 'refused'; readonly outcome: CancelOutcome }
  | { readonly kind: 'release' }
  | ({ readonly kind: 'refund' } & RefundSplit);

/**
 * Applies the rules of cancellation. `split` divides the money of a confirmed reservation. It
 * returns null if it is too late to cancel.
 */
export function ruleOnCancellation(
  reservation: Reservation | null,
  accountId: AccountId,
  now: Date,
  split: () => RefundSplit | null,
): CancellationRuling {
  if (reservation?.accountId !== accountId) return refused('reservation_not_found');
  if (reservation.status === 'held') {
    return now < reservation.expiresAt ? { kind: 'release' } : refused('not_cancellable');
  }
  if (reservation.status !== 'confirmed') return refused('not_cancellable');
  const parts = split();
  return parts ? { kind: 'refund', ...parts } : refused('not_cancellable');
}

const refused = (code: 'reservation_not_found' | 'not_cancellable'): CancellationRuling => ({
  kind: 'refused',
  outcome: rejected({ code }),
});

/** The outcome of a cancellation: the amount given back and the fee. */
export const cancelled = (reservation: Reservation, split: RefundSplit): CancelOutcome =>
  succeeded({
    reservation: viewReservation(reservation),
    refundAmount: split.refundAmount,
    feeAmount: split.feeAmount,
  });

const decided = (
  command: Cancel,
  outcome: CancelOutcome,
  changes: readonly MoneyChange[],
): Decision<CancellationClaim> => ({
  answer: { kind: 'decided', outcome },
  changes: [{ kind: 'outcome_recorded', type: 'reservation.cancel', command, outcome }, ...changes],
});

/**
 * A split that counts what the gateway gave back before. Any excess reduces the fee.
 */
export function countRefunded<S extends RefundSplit>(payment: Payment, split: S): S {
  const refundAmount = Math.max(split.refundAmount, payment.refundedAmount);
  return { ...split, refundAmount, feeAmount: payment.amount - refundAmount };
}

/** The part of a split that is still due. */
function stillToRefund(payment: Payment, split: RefundSplit): RefundSplit {
  const { refundAmount, feeAmount } = countRefunded(payment, split);
  return { refundAmount: refundAmount - payment.refundedAmount, feeAmount };
}

const refundOf = (newId: NewId, payment: Payment, command: Cancel, split: RefundSplit): NewRefund => ({
  id: newId('rfd'),
  paymentId: payment.id,
  command,
  amount: split.refundAmount,
  feeAmount: split.feeAmount,
  reason: command.payload.reason?.trim() || BY_CUSTOMER,
  status: payment.method === 'gateway' && split.refundAmount > 0 ? 'in_progress' : 'completed',
  elsewhereAmount: 0,
  debit: null,
});

/** The gateway has money to give back: the reservation waits for it. */
const beginRefund = (
  reservation: Reservation,
  payment: Payment,
  refund: NewRefund,
  noted: readonly MoneyChange[],
): Decision<CancellationClaim> => ({
  answer: { kind: 'claimed', refund: toOpenRefund(refund, payment) },
  changes: [
    ...noted,
    { kind: 'money_reserved', pending: pendingRefund(refund) },
    { kind: 'reservation_moved', move: moveReservation(reservation, [{ type: 'reservation.cancelling' }]) },
  ],
});

/** No gateway is involved: all of it ends now. */
function refundAtOnce(
  newId: NewId,
  command: Cancel,
  {
    reservation,
    payment,
    refund,
    noted,
  }: {
    readonly reservation: Reservation;
    readonly payment: Payment;
    readonly refund: NewRefund;
    readonly noted: readonly MoneyChange[];
  },
): Decision<CancellationClaim> {
  const { amount, feeAmount } = refund;
  const ended = moveReservation(reservation, CANCELLED);
  const isMoved = amount > 0 || payment.amount === 0;
  const given = movePayment(payment, isMoved ? [{ type: 'payment.refunded', amount }] : []);
  const outcome = cancelled(ended.after, { refundAmount: given.after.refundedAmount, feeAmount });
  return decided(command, outcome, [
    ...noted,
    ...(isMoved ? [{ kind: 'payment_moved', move: given } as const] : []),
    ...bookRefund(newId, payment, { id: refund.id, amount, feeAmount, byHandAmount: 0 }),
    { kind: 'reservation_moved', move: ended },
  ]);
}

/** Both steps of a cancellation, in one transaction. */
export const CANCELLED = [{ type: 'reservation.cancelling' }, { type: 'reservation.cancelled' }] as const;
