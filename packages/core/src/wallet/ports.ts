import type { AccountId } from '../shared/ids.ts';
import type { Won } from '../shared/money.ts';

/** One line of a wallet's book: positive when money came in, negative when it went out. */
export interface WalletEntry {
  readonly id: number;
  readonly kind: 'top_up' | 'payment' | 'refund';
  readonly amount: Won;
  readonly balanceAfterAmount: Won;
  readonly at: Date;
  /** The payment or refund that moved the money. */
  readonly reference: string;
}

export interface WalletReader {
  /** An account that never had money has a balance of 0. */
  findBalance(accountId: AccountId): Promise<Won>;
  /** Newest first, below the entry `before`. */
  listEntries(
    accountId: AccountId,
    page: { readonly before: number | null; readonly limit: number },
  ): Promise<{ readonly items: readonly WalletEntry[]; readonly more: boolean }>;
}
