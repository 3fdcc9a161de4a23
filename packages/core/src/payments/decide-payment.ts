import { moveReservation, type Reservation } from '../holds/model.ts';
import { mayRetakeSeats, type RetakeState } from '../holds/retake-seats.ts';
import type { AcceptedCommand, CommandReference } from '../shared/command.ts';
import type { AccountId, NewId } from '../shared/ids.ts';
import type { Won } from '../shared/money.ts';
import { rejected } from '../shared/outcome.ts';
import type {
  GatewayPay,
  MoneyOutcome,
  PayOutcome,
  PayRefusal,
  TopUpOutcome,
  TopUpWallet,
  WalletPay,
} from './commands.ts';
import { pendingCapture } from './ledger.ts';
import { beginPayment, movePayment } from './model.ts';
import type { Decision, MoneyChange } from './money-changes.ts';
import type { Claim, ClaimTerms, OpenPayment } from './ports.ts';

export interface PaymentRequest {
  readonly accountId: AccountId;
  /** The amount that the fan agreed to. Null if they named none. */
  readonly amount: Won | null;
  readonly acceptedAt: Date;
  readonly now: Date;
  /** A payment accepted before the hold's deadline is in time for this much longer. */
  readonly lateMs: number;
  readonly isPerformanceCancelled: boolean;
}

/** How long our own queue may hold up a payment that was accepted before the hold's deadline. */
export const LATE_MS = 30_000;

/** Why a reservation cannot be paid. Null if it can; an expired one also needs free seats. */
export function refusePayment(reservation: Reservation | null, request: PaymentRequest): PayRefusal | null {
  if (reservation?.accountId !== request.accountId) return { code: 'reservation_not_found' };
  const { status, expiresAt } = reservation;
  if (request.isPerformanceCancelled) return { code: 'sale_closed' };
  if (status !== 'held' && status !== 'expired') return { code: 'reservation_not_payable' };
  const askedInTime =
    request.acceptedAt < expiresAt && request.now.getTime() < expiresAt.getTime() + request.lateMs;
  const isInTime = status === 'held' && request.now < expiresAt;
  if (!isInTime && !askedInTime) return { code: 'hold_expired' };
  if (request.amount === null) return null;
  // No gateway takes a payment of nothing.
  if (reservation.totalAmount === 0) return { code: 'nothing_to_pay' };
  return request.amount === reservation.totalAmount ? null : { code: 'amount_mismatch' };
}

/** The deadline while a payment is in flight: never earlier than the hold's own. */
export function payingDeadline(expiresAt: Date, now: Date, payingMs: number): Date {
  return new Date(Math.max(expiresAt.getTime(), now.getTime() + payingMs));
}

/** A reservation to pay, locked. */
export interface LockedReservation {
  readonly reservation: Reservation;
  readonly now: Date;
  readonly isPerformanceCancelled: boolean;
}

/**
 * The seats of an expired reservation. `hasLivePayment`: money for it may be under way, and has the
 * first claim on the seats.
 */
export type ExpiredSeats = RetakeState & { readonly hasLivePayment: boolean };

export interface PayableState {
  /** Null if there is no such reservation. */
  readonly locked: LockedReservation | null;
  /** Null unless the reservation has expired. */
  readonly seats: ExpiredSeats | null;
}

type Pay = AcceptedCommand<GatewayPay | WalletPay>;

const refuse = (
  { accountId, acceptedAt, payload }: Pay,
  locked: LockedReservation | null,
  lateMs: number,
): PayRefusal | null => {
  const amount = payload.method === 'gateway' ? payload.amount : null;
  const now = locked?.now ?? acceptedAt;
  const isPerformanceCancelled = locked?.isPerformanceCancelled ?? false;
  const request = { accountId, amount, acceptedAt, now, lateMs, isPerformanceCancelled };
  return refusePayment(locked?.reservation ?? null, request);
};

/** Whether a payment is in time for an expired reservation, so that its seats must be locked. */
export const takesSeatsAgain = (command: Pay, locked: LockedReservation, lateMs: number): boolean =>
  locked.reservation.status === 'expired' && refuse(command, locked, lateMs) === null;

/** The reservation that a command can pay, or the refusal. */
export function payable(
  command: Pay,
  { locked, seats }: PayableState,
  lateMs: number,
): LockedReservation | PayRefusal {
  const refusal = refuse(command, locked, lateMs);
  if (refusal) return refusal;
  if (!locked) throw new Error(`${command.jobId} pays a missing reservation`);
  const isExpired = locked.reservation.status === 'expired';
  const hasSeats = !isExpired || (seats !== null && !seats.hasLivePayment && mayRetakeSeats(seats));
  return hasSeats ? locked : { code: 'hold_expired' };
}

/** Begins a gateway payment of a reservation (`held → paying`), or refuses it. */
export function decideGatewayPay(
  command: AcceptedCommand<GatewayPay>,
  state: PayableState,
  terms: ClaimTerms & { readonly lateMs: number },
  newId: NewId,
): Decision<Claim<MoneyOutcome>> {
  const found = payable(command, state, terms.lateMs);
  if ('code' in found) return refusePay(command, found);
  const { reservation, now } = found;
  const { paymentKey } = command.payload;
  const payment = beginPayment(
    { ...orderOf(newId, reservation), method: 'gateway', paymentKey },
    command,
    now,
  );
  const expiresAt = payingDeadline(reservation.expiresAt, now, terms.payingMs);
  const move = moveReservation(reservation, [{ type: 'reservation.payment_started', expiresAt }]);
  return claim({ ...payment, paymentKey }, command, { ...terms, holdExpiresAt: reservation.expiresAt }, [
    { kind: 'reservation_moved', move },
  ]);
}

/** Begins a top-up. With `redeems`, its order must be an open one of the account. */
export function decideTopUp(
  command: AcceptedCommand<TopUpWallet>,
  { now, redeems }: { readonly now: Date; readonly redeems: boolean },
  terms: ClaimTerms,
  newId: NewId,
): Decision<Claim<MoneyOutcome>> {
  const { orderId, paymentKey, amount } = command.payload;
  const order = {
    id: newId('pay'),
    purpose: 'top_up',
    method: 'gateway',
    reservationId: null,
    orderId,
  } as const;
  const payment = beginPayment({ ...order, paymentKey, amount }, command, now);
  return claim({ ...payment, paymentKey }, command, { ...terms, holdExpiresAt: null }, [
    ...(redeems ? [redeem(command)] : []),
  ]);
}

/** Refuses a payment whose payment key, or whose reservation, has another payment. */
export const refusePaymentTaken = (command: CommandReference): Decision<Claim<MoneyOutcome>> =>
  refusePay(command, { code: 'payment_declined', reason: 'PAYMENT_KEY_ALREADY_USED' });

/**
 * Refuses a top-up whose order is not open (`order`), or whose payment key or order has another
 * payment. An open order is redeemed all the same.
 */
export const refuseTopUpTaken = (
  command: AcceptedCommand<TopUpWallet>,
  taken: 'payment' | 'order',
  redeems: boolean,
): Decision<Claim<MoneyOutcome>> => {
  const code = taken === 'order' ? 'top_up_order_unknown' : 'order_already_used';
  const outcome: TopUpOutcome = rejected({ code });
  return {
    answer: { kind: 'decided', outcome },
    changes: [
      { kind: 'outcome_recorded', type: 'wallet.top-up', command, outcome },
      ...(redeems && taken === 'payment' ? [redeem(command)] : []),
    ],
  };
};

const redeem = (command: AcceptedCommand<TopUpWallet>): MoneyChange => {
  const { orderId, amount } = command.payload;
  return { kind: 'order_redeemed', command, orderId, amount };
};

function refusePay(command: CommandReference, error: PayRefusal): Decision<Claim<MoneyOutcome>> {
  const outcome: PayOutcome = rejected(error);
  return {
    answer: { kind: 'decided', outcome },
    changes: [{ kind: 'outcome_recorded', type: 'payment.pay', command, outcome }],
  };
}

const claim = (
  payment: OpenPayment['payment'],
  command: CommandReference,
  terms: ClaimTerms & { readonly holdExpiresAt: Date | null },
  changes: readonly MoneyChange[],
): Decision<Claim<MoneyOutcome>> => ({
  answer: { kind: 'claimed', open: { payment, payable: true, confirmed: 'never', refund: null } },
  changes: [
    {
      kind: 'payment_started',
      move: movePayment(payment, []),
      command,
      holdExpiresAt: terms.holdExpiresAt,
      checkAfterMs: terms.checkAfterMs,
      sent: terms.sent,
    },
    { kind: 'money_reserved', pending: pendingCapture(payment) },
    ...changes,
  ],
});

/** The order that a payment of a reservation pays for. */
export const orderOf = (newId: NewId, reservation: Reservation) => ({
  id: newId('pay'),
  purpose: 'reservation' as const,
  reservationId: reservation.id,
  orderId: reservation.id,
  amount: reservation.totalAmount,
});
