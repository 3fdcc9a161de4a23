import type { NewId } from '../../shared/ids.ts';
import { refundLateMoney } from '../decide-settlement.ts';
import { type Decision, openStuck } from '../money-changes.ts';
import type { LockedPayment, PaymentHistory } from '../money-state.ts';
import type { Capture, CaptureFound } from '../ports.ts';

/** The process that begins the refund calls the gateway at once; others do so only if it died. */
const FIRST_LOOK_MS = 30_000;
const KNOWN: Decision<CaptureFound> = { answer: { kind: 'known' }, changes: [] };

export interface LateCaptureState {
  /** Whether a payment that did not fail accounts for the money. */
  readonly isAccountedFor: boolean;
  /** Whether a person was asked about the money before: an item that is settled stays settled. */
  readonly isKnown: boolean;
  /** The failed payment of this order and amount. */
  readonly failed: (LockedPayment & { readonly history: PaymentHistory }) | null;
}

/**
 * The gateway holds money that our books lack: it is refunded if a failed payment asked for it, and
 * otherwise left to a person.
 */
export function decideLateCapture(
  capture: Capture,
  { isAccountedFor, isKnown, failed }: LateCaptureState,
  newId: NewId,
): Decision<CaptureFound> {
  const { paymentKey, orderId, amount, cancelledAmount } = capture;
  if (isAccountedFor || cancelledAmount >= amount) return KNOWN;
  if (failed) {
    if (failed.payment.status !== 'failed' || failed.history.refund) return KNOWN;
    return refundLateMoney(failed.payment, newId, FIRST_LOOK_MS);
  }
  if (isKnown) return KNOWN;
  const balanceAmount = amount - cancelledAmount;
  const item = {
    kind: 'unknown_capture',
    paymentId: null,
    paymentKey,
    wantedAmount: balanceAmount,
    balanceAmount,
    code: 'UNKNOWN_CAPTURE',
    message: `The gateway holds ${balanceAmount} won for the order ${orderId}, for which we have no payment.`,
  } as const;
  return { answer: { kind: 'unknown' }, changes: [openStuck(newId, item, [])] };
}
