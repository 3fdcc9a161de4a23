import type { AccountId, Id } from '../shared/ids.ts';
import type { Won } from '../shared/money.ts';

export type TopUpOrderId = Id<'tuo'>;

/** A fan's permission to top up once. It stops others from using the fan's payment key. */
export interface TopUpOrder {
  readonly id: TopUpOrderId;
  readonly amount: Won;
  readonly expiresAt: Date;
}

/** Longer than a payment window stays open at the gateway. */
export const TOP_UP_ORDER_SECONDS = 1_800;
/** The default limit of top-ups that an account has ordered and not finished. */
export const OPEN_TOP_UPS_PER_ACCOUNT = 20;

export interface TopUpOrders {
  /** Null if the account has reached its limit of open orders and unsettled top-ups. */
  open(accountId: AccountId, amount: Won): Promise<TopUpOrder | null>;
  /** Whether the account has this order, for this amount, neither redeemed nor expired. */
  isOpen(accountId: AccountId, order: { readonly orderId: string; readonly amount: Won }): Promise<boolean>;
}

const ID_OF_OURS = /^[a-z]{3}_[0-9a-hjkmnp-tv-z]{25}$/;

/**
 * Whether this order id must be an open order of the account. Top-ups from earlier versions have an
 * order id made up by the client, which never has the form of our ids.
 */
export const needsOpenOrder = (orderId: string): boolean => ID_OF_OURS.test(orderId);
