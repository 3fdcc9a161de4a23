import type { CancelCommandName } from '../../holds/commands.ts';
import type { CommandReference } from '../../shared/command.ts';
import type { NewId, PaymentId } from '../../shared/ids.ts';
import type { Won } from '../../shared/money.ts';
import type { LedgerAccount } from '../ledger.ts';
import type { Payment, RefundId } from '../model.ts';
import type { OpenRefund } from '../ports.ts';

export interface Refund {
  readonly id: RefundId;
  readonly paymentId: PaymentId;
  /** The cancellation that asked for it. Null for money that came too late. */
  readonly command: (CommandReference & { readonly type: CancelCommandName }) | null;
  readonly amount: Won;
  readonly feeAmount: Won;
  /** The seats that it is for, and their price. Null: all that are left of the reservation. */
  readonly seatNumbers: readonly number[] | null;
  readonly seatsAmount: Won | null;
  /** For our own records. The gateway gets a fixed text. */
  readonly reason: string;
  readonly status: 'in_progress' | 'completed';
  /** The amount of earlier refunds through the gateway, according to our books. */
  readonly givenBackBeforeAmount: Won;
  /** The part of the amount that the gateway gave back without us. */
  readonly elsewhereAmount: Won;
  /** A person must act. */
  readonly blocked: boolean;
}

/** A refund to insert. */
export type NewRefund = Omit<Refund, 'givenBackBeforeAmount' | 'blocked'> & {
  /** The ledger account of a refund made elsewhere. */
  readonly debit: LedgerAccount | null;
};

const LATE_CAPTURE = 'captured after the hold ran out';
const REASONS: Readonly<Record<CancelCommandName, string>> = {
  'reservation.cancel': 'cancelled by the customer',
  'box-office.cancel': 'cancelled by the box office',
};

/** The text for a cancellation without a reason, and the only one that the gateway gets. */
export const reasonFor = (type: CancelCommandName): string => REASONS[type];

/** The full refund of a payment that was captured too late. */
export const lateRefund = (newId: NewId, payment: Pick<Payment, 'id' | 'amount'>): NewRefund => ({
  id: newId('rfd'),
  paymentId: payment.id,
  command: null,
  amount: payment.amount,
  feeAmount: 0,
  seatNumbers: null,
  seatsAmount: null,
  reason: LATE_CAPTURE,
  status: 'in_progress',
  elsewhereAmount: 0,
  debit: null,
});

/** The job that a refund ends: that of the cancellation, or of the payment captured too late. */
export const jobOfRefund = (refund: Pick<Refund, 'command'>, payment: Pick<Payment, 'jobId'>) =>
  refund.command?.jobId ?? payment.jobId;

/** A refund with what a call to the gateway needs. */
export function toOpenRefund(
  refund: Pick<Refund, 'id' | 'command' | 'amount' | 'givenBackBeforeAmount' | 'blocked'>,
  payment: Pick<Payment, 'id' | 'jobId' | 'paymentKey' | 'orderId'>,
): OpenRefund {
  if (payment.paymentKey === null) throw new Error(`${payment.id} did not go through the gateway`);
  const { givenBackBeforeAmount } = refund;
  return {
    id: refund.id,
    jobId: jobOfRefund(refund, payment),
    paymentId: payment.id,
    paymentKey: payment.paymentKey,
    orderId: payment.orderId,
    amount: refund.amount,
    givenBackBeforeAmount,
    cancelledInAllAmount: givenBackBeforeAmount + refund.amount,
    reason: refund.command === null ? LATE_CAPTURE : reasonFor(refund.command.type),
    blocked: refund.blocked,
  };
}
