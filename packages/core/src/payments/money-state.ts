import type { Reservation } from '../holds/model.ts';
import type { CommandReference } from '../shared/command.ts';
import type { Won } from '../shared/money.ts';
import type { Payment } from './model.ts';
import type { KnownStuckMoney } from './money-changes.ts';
import type { Refund } from './refunds/refund.ts';

/** A payment under lock, with its reservation. */
export interface LockedPayment {
  readonly payment: Payment;
  readonly command: CommandReference;
  /** When the hold would have ended without the payment. */
  readonly holdExpiresAt: Date | null;
  /** Null for a top-up. */
  readonly reservation: Reservation | null;
  /** Of the reservation; false for a top-up. */
  readonly isPerformanceCancelled: boolean;
  readonly now: Date;
}

/** The history of a locked payment. */
export interface PaymentHistory {
  /** The refund in progress. */
  readonly refund: Refund | null;
  /** The amount that the gateway gave back of the payment, according to our books. */
  readonly givenBackAmount: Won;
  /** The amount taken from the payment's revenue by refunds and their fees, also by an open one. */
  readonly takenBackAmount: Won;
  readonly stuck: readonly KnownStuckMoney[];
  /** The rule of the concert for the seats of a declined payment. */
  readonly onDecline: 'release' | 'keep';
  /** The balance of the wallet that was topped up; 0 for a reservation. */
  readonly walletAmount: Won;
}
