import type { Actor } from '../../identity/staff/staff-actions.ts';
import type { AccountId, Id, JobId, PaymentId, ReservationId } from '../../shared/ids.ts';
import type { Won } from '../../shared/money.ts';
import type { Result } from '../../shared/result.ts';

export type StuckMoneyId = Id<'stk'>;

export const STUCK_KINDS = [
  /** The gateway refuses to give back what a fan is owed. */
  'refund_refused',
  /** The gateway gave back a payment whose ticket is still valid, or a top-up that was spent. */
  'refunded_elsewhere',
  /** The gateway gave back money that we had given back in another way. */
  'refunded_twice',
  /** The gateway captured another amount than was asked for. */
  'payment_unclear',
  /** The gateway holds money of an order for which we have no payment of that amount. */
  'unknown_capture',
] as const;
export type StuckKind = (typeof STUCK_KINDS)[number];

/** Money that only a person can settle; the settlement is recorded. */
export interface StuckMoney {
  readonly id: StuckMoneyId;
  readonly kind: StuckKind;
  readonly paymentId: PaymentId | null;
  readonly reservationId: ReservationId | null;
  readonly accountId: AccountId | null;
  /** The amount to give back, or the amount given back by mistake. */
  readonly wantedAmount: Won;
  /** The gateway's balance of the payment when it was last asked; null if it did not say. */
  readonly balanceAmount: Won | null;
  /** The gateway's code and message, or ours if the gateway refused nothing. */
  readonly code: string;
  readonly message: string;
  readonly since: Date;
  /** How often the gateway has refused. */
  readonly attempts: number;
}

/** How a person settled stuck money. */
export interface HandSettlement {
  /** Identifies the proof outside this system, such as a bank transfer. */
  readonly reference: string;
  readonly note: string;
}

export interface SettledMoney extends StuckMoney, HandSettlement {
  readonly settledAt: Date;
  readonly settledBy: AccountId;
}

export interface StuckMoneyDesk {
  /** Unsettled, oldest first, after the item `after`. */
  list(page: {
    readonly after: StuckMoneyId | null;
    readonly limit: number;
  }): Promise<{ readonly items: readonly StuckMoney[]; readonly more: boolean }>;
  /**
   * Settles an item by hand in one transaction: books the payment made outside the gateway, frees
   * the seats and ends the waiting job. Idempotent. `jobId` is the job that now has an outcome.
   */
  settle(
    id: StuckMoneyId,
    by: Actor,
    settlement: HandSettlement,
  ): Promise<
    Result<
      { readonly settled: SettledMoney; readonly jobId: JobId | null },
      { readonly code: 'not_found' | 'settled_otherwise' }
    >
  >;
}
