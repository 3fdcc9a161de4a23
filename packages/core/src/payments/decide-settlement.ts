import { moveReservation, type Reservation, type ReservationChange } from '../holds/model.ts';
import { viewReservation } from '../holds/reservation-view.ts';
import { mayRetakeSeats, type RetakeState } from '../holds/retake-seats.ts';
import type { NewId } from '../shared/ids.ts';
import type { Won } from '../shared/money.ts';
import { rejected, succeeded } from '../shared/outcome.ts';
import type { MoneyOutcome, PayOutcome, TopUpOutcome } from './commands.ts';
import { AMOUNT_MISMATCH } from './gateway/gateway.ts';
import { captureOf, creditedBy, pendingCapture, pendingRefund } from './ledger.ts';
import { movePayment, type Payment } from './model.ts';
import { closeStuck, type Decision, type MoneyChange, openStuck } from './money-changes.ts';
import type { LockedPayment, PaymentHistory } from './money-state.ts';
import { viewPayment } from './payment-view.ts';
import type { Settlement } from './ports.ts';
import { bookElsewhere } from './refunds/decide-elsewhere.ts';
import { lateRefund, toOpenRefund } from './refunds/refund.ts';

/** Captured money, and the part that the gateway has given back since. */
export interface Captured {
  readonly approvedAt: Date;
  readonly cancelledAmount: Won;
}

export interface ApprovedState extends LockedPayment {
  /** Null if the reservation is being paid: it has its seats, and no refund. */
  readonly history: PaymentHistory | null;
  /** Null unless the reservation has ended and may take its seats again. */
  readonly seats: RetakeState | null;
  /** The balance of the wallet that is topped up; 0 for a reservation. */
  readonly walletAmount: Won;
}

/** The gateway has the money: credits the wallet, confirms the reservation or begins a refund. */
export function decideApproved(state: ApprovedState, captured: Captured, newId: NewId): Decision<Settlement> {
  const { payment, reservation, history, seats } = state;
  if (reservation === null) return creditTopUp(state, captured, newId);
  if (history?.refund) {
    return { answer: { kind: 'refund_due', refund: toOpenRefund(history.refund, payment) }, changes: [] };
  }
  const way = onApproved(reservation);
  if (way === 'confirm' && state.isPerformanceCancelled) return endUnsold(reservation, payment, newId);
  const isConfirmed = way === 'confirm' || (way === 'retake' && seats !== null && mayRetakeSeats(seats));
  if (isConfirmed) return confirmReservation({ ...state, reservation }, captured, newId);
  return refundLateMoney(payment, newId, 0);
}

/** The performance was cancelled while it was paid: its seats are freed and the money goes back. */
function endUnsold(reservation: Reservation, payment: Payment, newId: NewId): Decision<Settlement> {
  const late = refundLateMoney(payment, newId, 0);
  const move = moveReservation(reservation, [{ type: 'reservation.expired' }]);
  return { ...late, changes: [...late.changes, { kind: 'reservation_moved', move }] };
}

/**
 * Begins the refund of late money. The payment keeps its status until the money is back, so that
 * the fan reads nothing false.
 */
export function refundLateMoney(
  payment: Payment,
  newId: NewId,
  checkAfterMs: number,
): Decision<Extract<Settlement, { kind: 'refund_due' }>> {
  const refund = lateRefund(newId, payment);
  return {
    answer: {
      kind: 'refund_due',
      refund: toOpenRefund(
        { ...refund, givenBackBeforeAmount: payment.refundedAmount, blocked: false },
        payment,
      ),
    },
    changes: [
      { kind: 'refund_noted', refund, checkAfterMs },
      { kind: 'money_reserved', pending: pendingRefund(refund, creditedBy(payment)) },
    ],
  };
}

function creditTopUp(state: ApprovedState, captured: Captured, newId: NewId): Decision<Settlement> {
  const { payment, command, walletAmount } = state;
  const { after, changes } = capture(
    { ...state, walletAmount: walletAmount + payment.amount },
    captured,
    newId,
  );
  const outcome = toppedUp(after, walletAmount + payment.amount - after.refundedAmount);
  return {
    answer: { kind: 'decided', outcome },
    changes: [{ kind: 'outcome_recorded', type: 'wallet.top-up', command, outcome }, ...changes],
  };
}

function confirmReservation(
  state: ApprovedState & { readonly reservation: Reservation },
  captured: Captured,
  newId: NewId,
): Decision<Settlement> {
  const move = moveReservation(state.reservation, [{ type: 'reservation.confirmed' }]);
  const { after, changes } = capture({ ...state, reservation: move.after }, captured, newId);
  const outcome = paid(after, move.after);
  return {
    answer: { kind: 'decided', outcome },
    changes: [
      { kind: 'outcome_recorded', type: 'payment.pay', command: state.command, outcome },
      ...changes,
      { kind: 'reservation_moved', move },
    ],
  };
}

/** Books a capture and the part that the gateway has given back since. */
function capture(
  { payment, reservation, walletAmount }: Pick<ApprovedState, 'payment' | 'reservation' | 'walletAmount'>,
  { approvedAt, cancelledAmount }: Captured,
  newId: NewId,
): { readonly after: Payment; readonly changes: readonly MoneyChange[] } {
  const completed = { type: 'payment.completed', approvedAt } as const;
  const captured = movePayment(payment, [completed]);
  const books = {
    payment: captured.after,
    reservation,
    walletAmount,
    givenBackAmount: 0,
    takenBackAmount: 0,
    stuck: [],
  };
  const elsewhere = bookElsewhere(books, cancelledAmount, newId);
  const move = movePayment(payment, [completed, ...elsewhere.refunded]);
  return {
    after: move.after,
    changes: [
      { kind: 'payment_moved', move },
      { kind: 'transfer_posted', transfer: captureOf(newId, payment) },
      { kind: 'money_resolved', pending: pendingCapture(payment), end: 'posted' },
      ...elsewhere.changes,
    ],
  };
}

/**
 * The effect of captured money on its reservation. `retake`: it has ended, and is confirmed if its
 * seats can be taken again.
 */
export function onApproved(reservation: Reservation): 'confirm' | 'retake' | 'refund' {
  switch (reservation.status) {
    case 'paying':
      return 'confirm';
    case 'expired':
    case 'payment_failed':
      return 'retake';
    case 'held':
    case 'confirmed':
    case 'cancelling':
    case 'cancelled':
    case 'released':
      return 'refund';
    default:
      return reservation.status satisfies never;
  }
}

/** The effect of a declined payment on its reservation. Null if that ended before. */
export function onDeclined(
  reservation: Reservation,
  terms: { readonly policy: 'release' | 'keep'; readonly holdExpiresAt: Date; readonly now: Date },
): ReservationChange | null {
  if (reservation.status !== 'paying') return null;
  if (terms.policy === 'keep' && terms.now < terms.holdExpiresAt) {
    return { type: 'reservation.payment_withdrawn', expiresAt: terms.holdExpiresAt };
  }
  return { type: 'reservation.payment_failed' };
}

/** Ends a payment in progress for which the gateway has no money of ours. */
export function decideDeclined(
  { payment, command, reservation, holdExpiresAt, now }: LockedPayment,
  { refund, onDecline, stuck }: PaymentHistory,
  failureCode: string,
): Decision<MoneyOutcome> {
  if (refund)
    throw new Error(`${payment.id} has the refund ${refund.id} in progress, so it was not declined`);
  const failed = movePayment(payment, [{ type: 'payment.failed', failureCode }]);
  const terms = { policy: onDecline, holdExpiresAt: holdExpiresAt ?? reservation?.expiresAt ?? now, now };
  const change = reservation && onDeclined(reservation, terms);
  const outcome = declined(failureCode);
  const type = payment.purpose === 'top_up' ? 'wallet.top-up' : 'payment.pay';
  return {
    answer: outcome,
    changes: [
      { kind: 'outcome_recorded', type, command, outcome },
      { kind: 'payment_moved', move: failed },
      { kind: 'money_resolved', pending: pendingCapture(payment), end: 'voided' },
      ...(reservation && change
        ? [{ kind: 'reservation_moved', move: moveReservation(reservation, [change]) } as const]
        : []),
      ...closeStuck(stuck.filter(({ kind }) => kind === 'payment_unclear')),
    ],
  };
}

/** The gateway captured another amount than was asked for: a person must act. */
export function decideUnclear(
  { payment }: LockedPayment,
  { stuck }: PaymentHistory,
  captured: { readonly capturedAmount: Won; readonly balanceAmount: Won },
  newId: NewId,
): Decision<null> {
  const { capturedAmount, balanceAmount } = captured;
  const item = {
    kind: 'payment_unclear',
    paymentId: payment.id,
    wantedAmount: balanceAmount,
    balanceAmount,
    code: AMOUNT_MISMATCH,
    message: `The gateway captured ${capturedAmount} won where ${payment.amount} were asked for.`,
  } as const;
  return { answer: null, changes: [openStuck(newId, item, stuck)] };
}

/** The outcome of a reservation paid for. */
export const paid = (payment: Payment, reservation: Reservation): PayOutcome =>
  succeeded({ payment: viewPayment(payment), reservation: viewReservation(reservation) });

/** The outcome of a top-up credited. */
export const toppedUp = (payment: Payment, balanceAmount: Won): TopUpOutcome =>
  succeeded({ payment: viewPayment(payment), balanceAmount });

/** The outcome of a payment that the gateway declined, with the gateway's reason. */
export const declined = (failureCode: string) => rejected({ code: 'payment_declined', reason: failureCode });
