import type { CancelOutcome } from '../../holds/commands.ts';
import { moveReservation } from '../../holds/model.ts';
import type { NewId } from '../../shared/ids.ts';
import type { Won } from '../../shared/money.ts';
import { rejected } from '../../shared/outcome.ts';
import type { MoneyOutcome } from '../commands.ts';
import { captureOf, lateCaptureOf, pendingCapture } from '../ledger.ts';
import { movePayment } from '../model.ts';
import { closeStuck, type Decision, type MoneyChange, openStuck } from '../money-changes.ts';
import type { LockedPayment, PaymentHistory } from '../money-state.ts';
import type { RefundRefusal } from '../ports.ts';
import { bookRefund } from './book-refund.ts';
import { cancelled } from './decide-cancellation.ts';
import { bookElsewhere } from './decide-elsewhere.ts';
import type { Refund } from './refund.ts';

/** A refund with its payment and reservation, all locked. */
export interface RefundState extends LockedPayment {
  readonly refund: Refund;
  readonly history: PaymentHistory;
}

/**
 * The gateway has given the money back. A null answer means that the outcome recorded before
 * stands.
 */
export function decideRefunded(
  state: RefundState,
  cancelledAmount: Won,
  newId: NewId,
): Decision<MoneyOutcome | null> {
  const { refund, history, payment } = state;
  if (refund.status === 'in_progress') {
    const ended = endRefund(state, { byHandAmount: 0, cancelledAmount }, newId);
    const closed = closeStuck(history.stuck.filter(({ refundId }) => refundId === refund.id));
    return { answer: ended.answer, changes: [...ended.changes, ...closed] };
  }
  // Settled by hand, and then given back by the gateway too: a person must act.
  const elsewhere = bookElsewhere({ ...state, ...history }, cancelledAmount, newId);
  const moved = elsewhere.refunded.length > 0;
  return {
    answer: null,
    changes: [
      ...elsewhere.changes,
      ...(moved ? [{ kind: 'payment_moved', move: movePayment(payment, elsewhere.refunded) } as const] : []),
    ],
  };
}

/** Ends an open refund: `byHandAmount` of it did not come from the gateway. */
export function endRefund(
  state: RefundState,
  given: { readonly byHandAmount: Won; readonly cancelledAmount: Won },
  newId: NewId,
): Decision<MoneyOutcome | null> {
  return state.refund.command === null
    ? endLateMoney(state, given.byHandAmount, newId)
    : endCancellation(state, given, newId);
}

/** Money that came too late is booked as taken and given back. */
function endLateMoney(state: RefundState, byHandAmount: Won, newId: NewId): Decision<MoneyOutcome | null> {
  const { refund, payment, command, now } = state;
  // A payment that was reported as declined keeps its outcome, and its reserve stays voided.
  const wasDeclined = payment.status === 'failed';
  const move = movePayment(payment, [
    { type: wasDeclined ? 'payment.captured_late' : 'payment.completed', approvedAt: now },
    { type: 'payment.refunded', amount: refund.amount },
  ]);
  const captured: readonly MoneyChange[] = wasDeclined
    ? [{ kind: 'transfer_posted', transfer: lateCaptureOf(newId, payment) }]
    : [
        { kind: 'transfer_posted', transfer: captureOf(newId, payment) },
        { kind: 'money_resolved', pending: pendingCapture(payment), end: 'posted' },
      ];
  const outcome = wasDeclined ? null : rejected({ code: 'hold_expired', reason: 'refunded' });
  return {
    answer: outcome,
    changes: [
      { kind: 'refund_completed', refundId: refund.id, byHandAmount },
      { kind: 'payment_moved', move },
      ...captured,
      ...bookRefund(newId, payment, { ...refund, byHandAmount }),
      { kind: 'late_money_refunded', refundId: refund.id, payment, amount: refund.amount },
      ...(outcome ? [{ kind: 'outcome_recorded', type: 'payment.pay', command, outcome } as const] : []),
    ],
  };
}

/** The money of a cancellation is back. A reservation without seats that stay waited for it. */
function endCancellation(
  state: RefundState,
  { byHandAmount, cancelledAmount }: { readonly byHandAmount: Won; readonly cancelledAmount: Won },
  newId: NewId,
): Decision<CancelOutcome> {
  const { refund, payment, reservation, history } = state;
  if (!reservation || !refund.command) throw new Error(`refund ${refund.id} has no reservation`);
  const isWhole = refund.seatsAmount === null;
  const ended = moveReservation(reservation, isWhole ? [{ type: 'reservation.cancelled' }] : []);
  const own = { type: 'payment.refunded', amount: refund.amount } as const;
  const elsewhere = bookElsewhere(
    {
      payment: movePayment(payment, [own]).after,
      reservation: ended.after,
      walletAmount: history.walletAmount,
      givenBackAmount: history.givenBackAmount + refund.amount - byHandAmount,
      takenBackAmount: history.takenBackAmount,
      stuck: history.stuck,
    },
    cancelledAmount,
    newId,
  );
  const given = movePayment(payment, [own, ...elsewhere.refunded]);
  const ofFee = isWhole ? given.after.refundedAmount - payment.refundedAmount - refund.amount : 0;
  const feeAmount = Math.max(0, refund.feeAmount - ofFee);
  const price = refund.seatsAmount ?? reservation.totalAmount;
  const outcome = cancelled(ended.after, { refundAmount: price - feeAmount, feeAmount });
  return {
    answer: outcome,
    changes: [
      { kind: 'refund_completed', refundId: refund.id, byHandAmount },
      { kind: 'payment_moved', move: given },
      ...bookRefund(newId, payment, { ...refund, byHandAmount }),
      ...elsewhere.changes,
      ...(isWhole ? [{ kind: 'reservation_moved', move: ended } as const] : []),
      { kind: 'outcome_recorded', type: refund.command.type, command: refund.command, outcome },
    ],
  };
}

/** The gateway gave back `elsewhereAmount` of an open refund without us: less is wanted. */
export function decideReduced(state: RefundState, elsewhereAmount: Won): Decision<null> {
  const { refund, history } = state;
  if (refund.status !== 'in_progress' || refund.elsewhereAmount === elsewhereAmount) return NOTHING;
  const wantedAmount = refund.amount - elsewhereAmount;
  const stuck = history.stuck.filter(({ refundId, isOpen }) => isOpen && refundId === refund.id);
  return {
    answer: null,
    changes: [
      { kind: 'refund_reduced', refundId: refund.id, elsewhereAmount },
      ...stuck.map((item) => ({
        kind: 'stuck_reduced' as const,
        id: item.id,
        wantedAmount,
        balanceAmount:
          item.balanceAmount === null ? null : item.balanceAmount - item.wantedAmount + wantedAmount,
      })),
    ],
  };
}

const NOTHING: Decision<null> = { answer: null, changes: [] };

/** The gateway refuses the refund for good. True if this is new, so that it is logged once. */
export function decideRefundRefused(
  state: RefundState,
  refusal: RefundRefusal,
  newId: NewId,
): Decision<boolean> {
  const { refund, payment, history } = state;
  if (refund.status !== 'in_progress') return { answer: false, changes: [] };
  const opened = openStuck(
    newId,
    {
      kind: 'refund_refused',
      paymentId: payment.id,
      refundId: refund.id,
      wantedAmount: refund.amount - refund.elsewhereAmount,
      ...refusal,
    },
    history.stuck,
  );
  return { answer: opened.kind === 'stuck_opened', changes: [opened] };
}
