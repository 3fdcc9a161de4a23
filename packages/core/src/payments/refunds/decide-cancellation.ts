import type { CancelOutcome } from '../../holds/commands.ts';
import { moveReservation, priceOf, type Reservation, type ReservedSeat } from '../../holds/model.ts';
import { viewReservation } from '../../holds/reservation-view.ts';
import type { NewId } from '../../shared/ids.ts';
import { rejected, succeeded } from '../../shared/outcome.ts';
import { pendingRefund } from '../ledger.ts';
import { movePayment, type Payment } from '../model.ts';
import { closeStuck, type Decision, type MoneyChange } from '../money-changes.ts';
import type { CancellationClaim } from '../ports.ts';
import { bookRefund } from './book-refund.ts';
import type { CancellationRequest } from './cancellation-request.ts';
import { type NewRefund, reasonFor, toOpenRefund } from './refund.ts';
import { type CancellationState, ruleOnCancellation, unaskedAmount } from './rule-on-cancellation.ts';
import type { RefundSplit } from './split-refund.ts';

/**
 * Decides a cancellation that no earlier delivery of its job has decided or begun. The reservation
 * and the payment are locked. `waits`: another refund of the payment is under way.
 */
export function decideCancellation(
  request: CancellationRequest,
  state: CancellationState,
  checkAfterMs: number,
  newId: NewId,
): Decision<CancellationClaim> {
  const { reservation, payment, history } = state;
  const ruling = ruleOnCancellation(request, state);
  if (ruling.kind === 'refused') return decided(request, rejected(ruling.error), []);
  if (!reservation) throw new Error(`${request.jobId} cancels a missing reservation`);
  if (ruling.kind === 'release') {
    const move = moveReservation(reservation, [{ type: 'reservation.released' }]);
    const outcome = cancelled(move.after, { refundAmount: 0, feeAmount: 0 });
    return decided(request, outcome, [{ kind: 'reservation_moved', move }]);
  }
  if (!payment || !history) throw new Error(`${reservation.id} is confirmed and has no payment`);
  if (history.refund) return { answer: { kind: 'waits', refundId: history.refund.id }, changes: [] };
  const { seats, split } = ruling;
  const isWhole = seats.length === reservation.seats.length;
  const refund = refundOf(newId, request, { payment, seats, split, isWhole, unasked: unaskedAmount(state) });
  const ending: Ending = { reservation, payment, seats, split, isWhole, refund };
  const noted: readonly MoneyChange[] = [
    // A payment of 0 needs no refund.
    ...(payment.amount > 0 ? [{ kind: 'refund_noted', refund, checkAfterMs } as const] : []),
    ...stuckAfter(history, ending),
  ];
  return refund.status === 'in_progress'
    ? beginRefund(ending, history.givenBackAmount, noted)
    : refundAtOnce(newId, request, ending, noted);
}

interface Ending {
  readonly reservation: Reservation;
  readonly payment: Payment;
  readonly seats: readonly ReservedSeat[];
  readonly split: RefundSplit;
  /** Whether no seat is left. */
  readonly isWhole: boolean;
  readonly refund: NewRefund;
}

/** The outcome of a cancellation: the amount given back and the fee, of the cancelled seats. */
export const cancelled = (reservation: Reservation, split: RefundSplit): CancelOutcome =>
  succeeded({
    reservation: viewReservation(reservation),
    refundAmount: split.refundAmount,
    feeAmount: split.feeAmount,
  });

const decided = (
  request: CancellationRequest,
  outcome: CancelOutcome,
  changes: readonly MoneyChange[],
): Decision<CancellationClaim> => ({
  answer: { kind: 'decided', outcome },
  changes: [{ kind: 'outcome_recorded', type: request.type, command: request, outcome }, ...changes],
});

function refundOf(
  newId: NewId,
  request: CancellationRequest,
  {
    payment,
    seats,
    split,
    isWhole,
    unasked,
  }: Pick<Ending, 'payment' | 'seats' | 'split' | 'isWhole'> & { readonly unasked: number },
): NewRefund {
  const amount = split.refundAmount - Math.min(unasked, priceOf(seats));
  return {
    id: newId('rfd'),
    paymentId: payment.id,
    command: request,
    amount,
    feeAmount: split.feeAmount,
    seatNumbers: isWhole ? null : numbersOf(seats),
    seatsAmount: isWhole ? null : priceOf(seats),
    reason: request.reason?.trim() || reasonFor(request.type),
    status: payment.method === 'gateway' && amount > 0 ? 'in_progress' : 'completed',
    elsewhereAmount: 0,
    debit: null,
  };
}

const numbersOf = (seats: readonly ReservedSeat[]) => seats.map(({ seatNumber }) => seatNumber);

/** A ticket that the gateway gave the money back for is no longer stuck once it is cancelled. */
const stuckAfter = (
  { stuck }: NonNullable<CancellationState['history']>,
  { isWhole, seats }: Ending,
): readonly MoneyChange[] => {
  const unpaid = stuck.filter(({ kind, isOpen }) => isOpen && kind === 'refunded_elsewhere');
  if (isWhole) return closeStuck(unpaid);
  return unpaid.map(({ id, wantedAmount, balanceAmount }) => ({
    kind: 'stuck_reduced',
    id,
    wantedAmount: Math.max(0, wantedAmount - priceOf(seats)),
    balanceAmount,
  }));
};

/**
 * The gateway has money to give back. A reservation that is cancelled as a whole waits for it.
 * Cancelled seats are free at once, so that a refused refund leaves the other seats as they are.
 */
const beginRefund = (
  { reservation, payment, seats, isWhole, refund }: Ending,
  givenBackBeforeAmount: number,
  noted: readonly MoneyChange[],
): Decision<CancellationClaim> => ({
  answer: {
    kind: 'claimed',
    refund: toOpenRefund({ ...refund, givenBackBeforeAmount, blocked: false }, payment),
  },
  changes: [
    ...noted,
    { kind: 'money_reserved', pending: pendingRefund(refund) },
    {
      kind: 'reservation_moved',
      move: moveReservation(reservation, isWhole ? [{ type: 'reservation.cancelling' }] : without(seats)),
    },
  ],
});

const without = (seats: readonly ReservedSeat[]) =>
  [{ type: 'reservation.seats_cancelled', seatNumbers: numbersOf(seats) }] as const;

/** No gateway is involved: all of it ends now. */
function refundAtOnce(
  newId: NewId,
  request: CancellationRequest,
  { reservation, payment, seats, split, isWhole, refund }: Ending,
  noted: readonly MoneyChange[],
): Decision<CancellationClaim> {
  const { id, amount, feeAmount } = refund;
  const move = moveReservation(reservation, isWhole ? CANCELLED : without(seats));
  const isMoved = amount > 0 || (isWhole && payment.amount === 0);
  const given = movePayment(payment, isMoved ? [{ type: 'payment.refunded', amount }] : []);
  return decided(request, cancelled(move.after, split), [
    ...noted,
    ...(isMoved ? [{ kind: 'payment_moved', move: given } as const] : []),
    ...bookRefund(newId, payment, { id, amount, feeAmount, byHandAmount: 0 }),
    { kind: 'reservation_moved', move },
  ]);
}

/** Both steps of a cancellation, in one transaction. */
export const CANCELLED = [{ type: 'reservation.cancelling' }, { type: 'reservation.cancelled' }] as const;
