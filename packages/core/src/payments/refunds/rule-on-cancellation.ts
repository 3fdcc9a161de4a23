import type { CancelRefusal, RefundRule } from '../../holds/commands.ts';
import { priceOf, type Reservation, type ReservedSeat } from '../../holds/model.ts';
import type { Won } from '../../shared/money.ts';
import type { Payment } from '../model.ts';
import type { PaymentHistory } from '../money-state.ts';
import type { CancellationRequest } from './cancellation-request.ts';
import { type RefundQuestion, type RefundSplit, splitRefund } from './split-refund.ts';

/** The facts for a cancellation. */
export interface CancellationState {
  readonly reservation: Reservation | null;
  readonly now: Date;
  /** The payment that paid for the reservation. */
  readonly payment: Payment | null;
  readonly terms: Pick<RefundQuestion, 'policy' | 'startsAt' | 'fullRefundUntil'> | null;
  /** Of the payment. */
  readonly history: Pick<PaymentHistory, 'refund' | 'givenBackAmount' | 'takenBackAmount' | 'stuck'> | null;
  /** The seats whose tickets were used. */
  readonly usedSeats: readonly number[];
}

export type CancellationRuling =
  | { readonly kind: 'refused'; readonly error: CancelRefusal }
  | { readonly kind: 'release' }
  | { readonly kind: 'refund'; readonly seats: readonly ReservedSeat[]; readonly split: RefundSplit };

type Asked = Pick<CancellationRequest, 'ownerId' | 'seatNumbers' | 'refund'>;

/** Applies the rules of cancellation, without a look at refunds that are under way. */
export function ruleOnCancellation(asked: Asked, state: CancellationState): CancellationRuling {
  const { reservation, now } = state;
  if (!reservation || (asked.ownerId !== null && reservation.accountId !== asked.ownerId)) {
    return refused({ code: 'reservation_not_found' });
  }
  const missing = asked.seatNumbers?.filter(
    (wanted) => !reservation.seats.some(({ seatNumber }) => seatNumber === wanted),
  );
  if (missing && missing.length > 0) return refused({ code: 'seat_not_found', seatNumbers: missing });
  const seats = reservation.seats.filter(
    ({ seatNumber }) => asked.seatNumbers === null || asked.seatNumbers.includes(seatNumber),
  );
  if (reservation.status === 'held') {
    const isWhole = seats.length === reservation.seats.length;
    return isWhole && now < reservation.expiresAt ? { kind: 'release' } : refused(NOT_CANCELLABLE);
  }
  // The person is inside. Staff can still refund in full, or not at all.
  if (asked.refund === 'policy' && seats.some(({ seatNumber }) => state.usedSeats.includes(seatNumber))) {
    return refused(NOT_CANCELLABLE);
  }
  const question = reservation.status === 'confirmed' ? questionAbout(seats, state) : null;
  const split = question && splitBy(asked.refund, question);
  if (!split) return refused(NOT_CANCELLABLE);
  if (state.history?.refund?.blocked) return refused({ code: 'refund_blocked' });
  return { kind: 'refund', seats, split: countUnasked(split, unaskedAmount(state)) };
}

const NOT_CANCELLABLE = { code: 'not_cancellable' } as const;
const refused = (error: CancelRefusal): CancellationRuling => ({ kind: 'refused', error });

/** The question to the policy about these seats of a reservation. */
export function questionAbout(
  seats: readonly ReservedSeat[],
  { reservation, terms, now }: CancellationState,
): RefundQuestion | null {
  if (!reservation || !terms) return null;
  return { ...terms, prices: seats.map(({ price }) => price), bookedAt: reservation.createdAt, now };
}

/** Null if the policy no longer allows a cancellation. The other rules have no deadline. */
function splitBy(rule: RefundRule, question: RefundQuestion): RefundSplit | null {
  const price = question.prices.reduce((sum, each) => sum + each, 0);
  switch (rule) {
    case 'policy':
      return splitRefund(question);
    case 'full':
      return { refundAmount: price, feeAmount: 0 };
    case 'none':
      return { refundAmount: 0, feeAmount: price };
    default:
      return rule satisfies never;
  }
}

/**
 * How much of the price of the seats that are left the gateway has given back without our request.
 */
export function unaskedAmount({ reservation, payment, history }: CancellationState): Won {
  if (!reservation || !payment || !history) return 0;
  return priceOf(reservation.seats) - (payment.amount - history.takenBackAmount);
}

/** A split that counts what was given back unasked. What exceeds the refund reduces the fee. */
export function countUnasked<S extends RefundSplit>(split: S, unasked: Won): S {
  const price = split.refundAmount + split.feeAmount;
  const refundAmount = Math.max(split.refundAmount, Math.min(unasked, price));
  return { ...split, refundAmount, feeAmount: price - refundAmount };
}
