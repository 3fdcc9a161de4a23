import type { Reservation } from '../../holds/model.ts';
import type { NewId } from '../../shared/ids.ts';
import type { Won } from '../../shared/money.ts';
import {
  CANCELLATION_FEES,
  GATEWAY_CLEARING,
  type LedgerAccount,
  REVENUE,
  SETTLED_BY_HAND,
  transferOf,
  walletOf,
} from '../ledger.ts';
import { movePayment, type Payment, type PaymentChange } from '../model.ts';
import { type Decision, type KnownStuckMoney, type MoneyChange, openStuck } from '../money-changes.ts';
import type { LockedPayment, PaymentHistory } from '../money-state.ts';

interface Books {
  readonly payment: Payment;
  /** Null for a top-up. */
  readonly reservation: Reservation | null;
  /** The balance of the wallet that was topped up; 0 for a reservation. */
  readonly walletAmount: Won;
  /** The amount that the gateway gave back of the payment, according to our books. */
  readonly givenBackAmount: Won;
  readonly stuck: readonly KnownStuckMoney[];
}

/** The changes, and what they do to the payment: the caller moves it once. */
interface Elsewhere {
  readonly refunded: readonly PaymentChange[];
  readonly changes: readonly MoneyChange[];
}

/** Books what the gateway gave back of a settled payment, unless an open refund counts it. */
export function decideGivenBack(
  { payment, reservation }: LockedPayment,
  history: PaymentHistory,
  cancelledAmount: Won,
  newId: NewId,
): Decision<null> {
  if (history.refund) return { answer: null, changes: [] };
  const { refunded, changes } = bookElsewhere({ payment, reservation, ...history }, cancelledAmount, newId);
  if (refunded.length === 0) return { answer: null, changes };
  return {
    answer: null,
    changes: [...changes, { kind: 'payment_moved', move: movePayment(payment, refunded) }],
  };
}

/**
 * Books what the gateway gave back of a settled payment beyond our books. Opens stuck money if a
 * person must act.
 */
export function bookElsewhere(books: Books, cancelledAmount: Won, newId: NewId): Elsewhere {
  const { payment } = books;
  const amount = cancelledAmount - books.givenBackAmount;
  if (amount <= 0) return { refunded: [], changes: [] };
  if (payment.refundedAmount + amount > payment.amount) {
    return { refunded: [], changes: reportTwice(books, amount, cancelledAmount, newId) };
  }
  const id = newId('rfd');
  const debit = debitOf(books, amount);
  return {
    refunded: [{ type: 'payment.refunded', amount }],
    changes: [
      {
        kind: 'refund_noted',
        checkAfterMs: 0,
        refund: {
          id,
          paymentId: payment.id,
          command: null,
          amount,
          feeAmount: 0,
          reason: 'given back at the gateway',
          status: 'completed',
          elsewhereAmount: amount,
          debit,
        },
      },
      {
        kind: 'transfer_posted',
        transfer: transferOf(newId, {
          reference: id,
          kind: 'refund',
          debit,
          credit: GATEWAY_CLEARING,
          amount,
        }),
      },
      ...leaveToPerson(books, { amount, debit, cancelledAmount }, newId),
    ],
  };
}

/** Revenue, a fee that was kept, or the topped-up wallet while it has enough. */
function debitOf({ payment, reservation, walletAmount }: Books, amount: Won): LedgerAccount {
  if (payment.purpose === 'top_up') {
    return walletAmount >= amount ? walletOf(payment.accountId) : SETTLED_BY_HAND;
  }
  return reservation?.status === 'cancelled' ? CANCELLATION_FEES : REVENUE;
}

/** A person must act if a valid ticket is no longer paid for, or if a spent top-up went back. */
function leaveToPerson(
  { payment, reservation, stuck }: Books,
  given: { readonly amount: Won; readonly debit: LedgerAccount; readonly cancelledAmount: Won },
  newId: NewId,
): readonly MoneyChange[] {
  const { amount, debit, cancelledAmount } = given;
  const isAllGivenBack = payment.refundedAmount + amount === payment.amount;
  const isTicketUnpaid = isAllGivenBack && reservation?.status === 'confirmed';
  if (!isTicketUnpaid && debit !== SETTLED_BY_HAND) return [];
  // A top-up may go back in several parts: the person is asked for all that is not settled yet.
  const wantedBefore = stuck
    .filter(({ kind, isOpen }) => isOpen && kind === 'refunded_elsewhere')
    .reduce((sum, { wantedAmount }) => sum + wantedAmount, 0);
  const item = {
    kind: 'refunded_elsewhere',
    paymentId: payment.id,
    wantedAmount: isTicketUnpaid ? payment.amount : amount + wantedBefore,
    balanceAmount: payment.amount - cancelledAmount,
    code: isTicketUnpaid ? 'TICKET_UNPAID' : 'TOP_UP_SPENT',
    message: isTicketUnpaid
      ? 'The gateway gave back all of the payment of a reservation that is confirmed.'
      : 'The gateway gave back a top-up that the wallet no longer holds.',
  } as const;
  return [openStuck(newId, item, stuck)];
}

/** Reports each amount that was given back twice once. Books nothing. */
function reportTwice(
  { payment, stuck }: Books,
  amount: Won,
  cancelledAmount: Won,
  newId: NewId,
): readonly MoneyChange[] {
  if (stuck.some(({ kind, wantedAmount }) => kind === 'refunded_twice' && wantedAmount === amount)) return [];
  const item = {
    kind: 'refunded_twice',
    paymentId: payment.id,
    wantedAmount: amount,
    balanceAmount: payment.amount - cancelledAmount,
    code: 'REFUNDED_TWICE',
    message: 'The gateway gave back money that had been given back without it.',
  } as const;
  return [openStuck(newId, item, stuck)];
}
