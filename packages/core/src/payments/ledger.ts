import type { AccountId, NewId } from '../shared/ids.ts';
import type { Won } from '../shared/money.ts';
import type { Payment, RefundId } from './model.ts';

export const GATEWAY_CLEARING = 'gateway-clearing';
export const REVENUE = 'revenue';
export const CANCELLATION_FEES = 'cancellation-fees';
/**
 * Money given back without the gateway, and top-ups that the gateway gave back after they were
 * spent. Accounting clears it.
 */
export const SETTLED_BY_HAND = 'settled-by-hand';

/** Money that the box office took in cash, and what its card terminals took. */
export const CASH_DRAWER = 'cash-drawer';
export const CARD_TERMINAL = 'card-terminal';

const WALLET_PREFIX = 'wallet:';

export type LedgerAccount =
  | typeof GATEWAY_CLEARING
  | typeof REVENUE
  | typeof CANCELLATION_FEES
  | typeof SETTLED_BY_HAND
  | typeof CASH_DRAWER
  | typeof CARD_TERMINAL
  | `wallet:${string}`;

export const walletOf = (accountId: AccountId): LedgerAccount => `${WALLET_PREFIX}${accountId}`;

/** The owner of a wallet. Null for other ledger accounts. */
export const ownerOfWallet = (account: LedgerAccount): AccountId | null =>
  account.startsWith(WALLET_PREFIX) ? account.slice(WALLET_PREFIX.length) : null;

export interface Transfer {
  readonly id: string;
  /** The payment or refund that it books. A reference is booked once. */
  readonly reference: string;
  readonly kind: 'top_up' | 'payment' | 'refund';
  /** Positive: a credit. Negative: a debit. They add up to 0. Entries of 0 are not written. */
  readonly entries: readonly { readonly account: LedgerAccount; readonly amount: Won }[];
}

/** Money in flight: reserved before the gateway is asked, in no balance until it is posted. */
export interface PendingTransfer {
  /** The payment or refund whose money it is. The transfer that posts it has the same reference. */
  readonly reference: string;
  readonly kind: Transfer['kind'];
  readonly debit: LedgerAccount;
  readonly credit: LedgerAccount;
  /** Positive. */
  readonly amount: Won;
}

/** The ledger account that a payment's money goes to. Refunds are taken from it. */
export const creditedBy = ({ purpose, accountId }: Pick<Payment, 'purpose' | 'accountId'>): LedgerAccount =>
  purpose === 'top_up' ? walletOf(accountId) : REVENUE;

/** The ledger account that a payment's money comes from. Refunds go back to it. */
export function sourceOf({ method, accountId }: Pick<Payment, 'method' | 'accountId'>): LedgerAccount {
  switch (method) {
    case 'wallet':
      return walletOf(accountId);
    case 'gateway':
      return GATEWAY_CLEARING;
    case 'cash':
    // A complimentary payment is of 0 and has no entries.
    case 'complimentary':
      return CASH_DRAWER;
    case 'card_terminal':
      return CARD_TERMINAL;
    default:
      return method satisfies never;
  }
}

/** The money that a gateway payment brings in. */
export const pendingCapture = (
  payment: Pick<Payment, 'id' | 'purpose' | 'accountId' | 'amount'>,
): PendingTransfer => ({
  reference: payment.id,
  kind: payment.purpose === 'top_up' ? 'top_up' : 'payment',
  debit: GATEWAY_CLEARING,
  credit: creditedBy(payment),
  amount: payment.amount,
});

/** The money that the gateway gives back. A fee is no part of it: it is booked with the refund. */
export const pendingRefund = (
  { id, amount }: { readonly id: RefundId; readonly amount: Won },
  debit: LedgerAccount = REVENUE,
): PendingTransfer => ({ reference: id, kind: 'refund', debit, credit: GATEWAY_CLEARING, amount });

/** Books a capture. */
export function captureOf(newId: NewId, payment: Payment): Transfer {
  const { reference, kind, debit, credit, amount } = pendingCapture(payment);
  return transferOf(newId, { reference, kind, debit, credit, amount });
}

export const LATE_SUFFIX = '.late';

/**
 * Books a capture whose reserve was voided because the payment was declined. It needs its own
 * reference, because a reference is posted or voided once.
 */
export const lateCaptureOf = (newId: NewId, payment: Payment): Transfer => ({
  ...captureOf(newId, payment),
  reference: `${payment.id}${LATE_SUFFIX}`,
});

/** Moves one amount from one account to another. */
export const transferOf = (
  newId: NewId,
  { reference, kind, debit, credit, amount }: PendingTransfer,
): Transfer => ({
  id: newId('trf'),
  reference,
  kind,
  entries: [
    { account: debit, amount: -amount },
    { account: credit, amount },
  ],
});
