import type { CancelCommandName, CancelOutcome } from '../holds/commands.ts';
import type { ReservationMove } from '../holds/model.ts';
import type { CommandReference } from '../shared/command.ts';
import type { AccountId, NewId, PaymentId } from '../shared/ids.ts';
import type { Won } from '../shared/money.ts';
import type { MoneyCommandName, MoneyOutcome, PayOutcome, TopUpOutcome } from './commands.ts';
import type { PendingTransfer, Transfer } from './ledger.ts';
import type { PaymentMove, RefundId } from './model.ts';
import type { NewRefund } from './refunds/refund.ts';
import type { HandSettlement, StuckKind, StuckMoneyId } from './refunds/stuck-money.ts';

/** A decision about money. The store writes its changes in one statement, then gives the answer. */
export interface Decision<A> {
  readonly answer: A;
  readonly changes: readonly MoneyChange[];
}

/** One thing that a decision about money changes. */
export type MoneyChange =
  | OutcomeRecorded<'payment.pay', PayOutcome>
  | OutcomeRecorded<'wallet.top-up', TopUpOutcome>
  | OutcomeRecorded<CancelCommandName, CancelOutcome>
  | { readonly kind: 'reservation_moved'; readonly move: ReservationMove }
  | {
      readonly kind: 'order_redeemed';
      readonly command: CommandReference;
      readonly orderId: string;
      readonly amount: Won;
    }
  | {
      readonly kind: 'payment_started';
      /** From its first version on. A payment from a wallet is completed at once. */
      readonly move: PaymentMove;
      readonly command: CommandReference;
      readonly holdExpiresAt: Date | null;
      readonly checkAfterMs: number;
      /** Whether the gateway is called at once. */
      readonly sent: boolean;
    }
  | { readonly kind: 'payment_moved'; readonly move: PaymentMove }
  | { readonly kind: 'refund_noted'; readonly refund: NewRefund; readonly checkAfterMs: number }
  | { readonly kind: 'refund_completed'; readonly refundId: RefundId; readonly byHandAmount: Won }
  /** The gateway gave back a part of an open refund without us. */
  | { readonly kind: 'refund_reduced'; readonly refundId: RefundId; readonly elsewhereAmount: Won }
  | {
      readonly kind: 'late_money_refunded';
      readonly refundId: RefundId;
      readonly payment: PaymentMove['after'];
      readonly amount: Won;
    }
  | { readonly kind: 'transfer_posted'; readonly transfer: Transfer }
  | { readonly kind: 'money_reserved'; readonly pending: PendingTransfer }
  | { readonly kind: 'money_resolved'; readonly pending: PendingTransfer; readonly end: 'posted' | 'voided' }
  | { readonly kind: 'stuck_opened'; readonly id: StuckMoneyId; readonly stuck: NewStuckMoney }
  | { readonly kind: 'stuck_opened_again'; readonly id: StuckMoneyId; readonly stuck: NewStuckMoney }
  | {
      readonly kind: 'stuck_reduced';
      readonly id: StuckMoneyId;
      readonly wantedAmount: Won;
      readonly balanceAmount: Won | null;
    }
  | {
      readonly kind: 'stuck_closed';
      readonly id: StuckMoneyId;
      /** Null if it ended by itself. */
      readonly by: (HandSettlement & { readonly accountId: AccountId }) | null;
    };

interface OutcomeRecorded<N extends MoneyCommandName, O extends MoneyOutcome> {
  readonly kind: 'outcome_recorded';
  readonly type: N;
  readonly command: CommandReference;
  readonly outcome: O;
}

/** Money that a person must settle. */
export interface NewStuckMoney {
  readonly kind: StuckKind;
  /** Null if only the gateway's payment key is known. */
  readonly paymentId: PaymentId | null;
  readonly paymentKey?: string;
  readonly refundId?: RefundId;
  readonly wantedAmount: Won;
  readonly balanceAmount: Won | null;
  readonly code: string;
  readonly message: string;
}

/** Stuck money of a locked payment. */
export interface KnownStuckMoney {
  readonly id: StuckMoneyId;
  readonly kind: StuckKind;
  readonly refundId: RefundId | null;
  readonly wantedAmount: Won;
  readonly balanceAmount: Won | null;
  readonly isOpen: boolean;
}

/** Opens stuck money. If it is open already, updates the item and counts the attempt. */
export function openStuck(
  newId: NewId,
  stuck: NewStuckMoney,
  known: readonly KnownStuckMoney[],
): Extract<MoneyChange, { kind: 'stuck_opened' | 'stuck_opened_again' }> {
  const open = known.find(
    (item) => item.isOpen && item.kind === stuck.kind && item.refundId === (stuck.refundId ?? null),
  );
  return open
    ? { kind: 'stuck_opened_again', id: open.id, stuck }
    : { kind: 'stuck_opened', id: newId('stk'), stuck };
}

/** Closes the open ones of some stuck money, because it ended by itself. */
export const closeStuck = (items: readonly KnownStuckMoney[]): readonly MoneyChange[] =>
  items.filter(({ isOpen }) => isOpen).map(({ id }) => ({ kind: 'stuck_closed', id, by: null }));
