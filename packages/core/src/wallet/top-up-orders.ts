import type { AccountId, Id } from '../shared/ids.ts';
import type { Won } from '../shared/money.ts';

export type TopUpOrderId = Id<'tuo'>;

/** What a fan may pay into the own wallet, once: whoever has another's payment key has no order for it. */
export interface TopUpOrder {
  readonly id: TopUpOrderId;
  readonly amount: Won;
  readonly expiresAt: Date;
}

/** Longer than a payment window stays open at the gateway. */
export const TOP_UP_ORDER_SECONDS = 1_800;
export const MAX_OPEN_TOP_UP_ORDERS = 20;

export interface TopUpOrders {
  /** Null when the account has as many open orders as it may. */
  open(accountId: AccountId, amount: Won): Promise<TopUpOrder | null>;
  /** Whether the account has this very order, of this amount, neither redeemed nor expired. */
  isOpen(accountId: AccountId, order: { readonly orderId: string; readonly amount: Won }): Promise<boolean>;
}

const ID_OF_OURS = /^[a-z]{3}_[0-9a-hjkmnp-tv-z]{25}$/;

/**
 * Whether a top-up may name this order only if it is an open one of its account. Top-ups that an earlier version accepted name
 * an id of the fan's own making; ids of our shape are never that, least of all a reservation's.
 */
export const needsOpenOrder = (orderId: string): boolean => ID_OF_OURS.test(orderId);
