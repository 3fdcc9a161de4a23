import type { AccountId } from '../../shared/ids.ts';
import type { Won } from '../../shared/money.ts';
import type { PaymentMethod } from '../model.ts';

/** A payment or refund whose outcome is not known yet. */
export interface OpenMoney {
  readonly kind: 'payment' | 'refund';
  readonly id: string;
  readonly reservationId: string | null;
  readonly accountId: AccountId;
  readonly method: PaymentMethod;
  readonly amount: Won;
  readonly since: Date;
}

interface Count {
  readonly count: number;
  readonly amount: Won;
}

export interface MoneySummary {
  readonly payments: Count;
  readonly refunds: Count;
  readonly stuck: Count;
  /** The oldest open payments and refunds. */
  readonly oldest: readonly OpenMoney[];
  /** By ledger account; all wallets are one account. Credits minus debits. They add up to 0. */
  readonly balances: readonly { readonly account: string; readonly amount: Won }[];
}

/** The sums of one ledger account on one day; all wallets are one account. */
export interface LedgerDay {
  /** In Seoul, as `2027-01-31`. */
  readonly day: string;
  readonly account: string;
  readonly credit: Won;
  readonly debit: Won;
}

/** Figures of the money for staff. Both read the whole ledger or many days of it. */
export interface MoneyFigures {
  summary(oldest: number): Promise<MoneySummary>;
  /** From the first to the last day in Seoul, both included; newest first. */
  days(from: string, to: string): Promise<readonly LedgerDay[]>;
}
