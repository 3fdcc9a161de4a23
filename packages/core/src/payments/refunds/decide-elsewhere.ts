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
  /** The amount taken from the payment's revenue by refunds and their fees. */
  readonly takenBackAmount: Won;
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
  const parts = debitsOf(books, amount);
  return {
    refunded: parts.map((part) => ({ type: 'payment.refunded', amount: part.amount })),
    changes: [
      ...parts.flatMap((part) => bookPart(payment, part, newId)),
      ...leaveToPerson(books, { amount, parts, cancelledAmount }, newId),
    ],
  };
}

/** A part of money given back elsewhere, and the ledger account that it is taken from. */
interface Part {
  readonly debit: LedgerAccount;
  readonly amount: Won;
}

/**
 * The topped-up wallet while it has enough; of a reservation its revenue, then the fees that were
 * kept.
 */
function debitsOf(books: Books, amount: Won): readonly Part[] {
  const { payment, walletAmount } = books;
  if (payment.purpose === 'top_up') {
    return [{ debit: walletAmount >= amount ? walletOf(payment.accountId) : SETTLED_BY_HAND, amount }];
  }
  const ofRevenue = Math.min(amount, revenueOf(books));
  const parts = [
    { debit: REVENUE, amount: ofRevenue },
    { debit: CANCELLATION_FEES, amount: amount - ofRevenue },
  ] as const;
  return parts.filter((part) => part.amount > 0);
}

/** The revenue that is left of a payment. */
const revenueOf = ({ payment, takenBackAmount }: Books): Won => payment.amount - takenBackAmount;

function bookPart(payment: Payment, { debit, amount }: Part, newId: NewId): readonly MoneyChange[] {
  const id = newId('rfd');
  return [
    {
      kind: 'refund_noted',
      checkAfterMs: 0,
      refund: {
        id,
        paymentId: payment.id,
        command: null,
        amount,
        feeAmount: 0,
        seatNumbers: null,
        seatsAmount: null,
        reason: 'given back at the gateway',
        status: 'completed',
        elsewhereAmount: amount,
        debit,
      },
    },
    {
      kind: 'transfer_posted',
      transfer: transferOf(newId, { reference: id, kind: 'refund', debit, credit: GATEWAY_CLEARING, amount }),
    },
  ];
}

/** A person must act if a valid ticket is no longer paid for, or if a spent top-up went back. */
function leaveToPerson(
  books: Books,
  given: { readonly amount: Won; readonly parts: readonly Part[]; readonly cancelledAmount: Won },
  newId: NewId,
): readonly MoneyChange[] {
  const { payment, reservation, stuck } = books;
  const { amount, parts, cancelledAmount } = given;
  const isTicketUnpaid =
    reservation?.status === 'confirmed' && reservation.totalAmount > 0 && amount >= revenueOf(books);
  if (!isTicketUnpaid && !parts.some(({ debit }) => debit === SETTLED_BY_HAND)) return [];
  // A top-up may go back in several parts: the person is asked for all that is not settled yet.
  const wantedBefore = stuck
    .filter(({ kind, isOpen }) => isOpen && kind === 'refunded_elsewhere')
    .reduce((sum, { wantedAmount }) => sum + wantedAmount, 0);
  const item = {
    kind: 'refunded_elsewhere',
    paymentId: payment.id,
    wantedAmount: isTicketUnpaid ? reservation.totalAmount : amount + wantedBefore,
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
