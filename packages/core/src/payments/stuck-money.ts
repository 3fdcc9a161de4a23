import type { AccountId, Id, JobId, PaymentId, ReservationId } from '../shared/ids.ts';
import type { Won } from '../shared/money.ts';
import type { Result } from '../shared/result.ts';

export type StuckMoneyId = Id<'stk'>;

/**
 * `refund_refused`: the gateway will not give back what a fan is owed. `refunded_elsewhere`: the gateway gave back all of a payment
 * whose ticket is still good, or a top-up that was spent. `refunded_twice`: the gateway gave back what we had given back otherwise.
 * `payment_unclear`: the gateway captured another amount than was asked for.
 * `unknown_capture`: the gateway holds money of a payment that we do not know, or know otherwise.
 */
export const STUCK_KINDS = [
  'refund_refused',
  'refunded_elsewhere',
  'refunded_twice',
  'payment_unclear',
  'unknown_capture',
] as const;
export type StuckKind = (typeof STUCK_KINDS)[number];

/** Money that no program can move on: a person decides, and puts on record what was done. */
export interface StuckMoney {
  readonly id: StuckMoneyId;
  readonly kind: StuckKind;
  readonly paymentId: PaymentId | null;
  readonly reservationId: ReservationId | null;
  readonly accountId: AccountId | null;
  /** What is to be given back, or was given back without need. */
  readonly wantedAmount: Won;
  /** What the gateway held of the payment when it was asked last; null where it did not say. */
  readonly balanceAmount: Won | null;
  /** The gateway's code and message, or ours where the gateway refused nothing. */
  readonly code: string;
  readonly message: string;
  readonly since: Date;
  /** How often the gateway has refused. */
  readonly attempts: number;
}

/** How a person settled stuck money. */
export interface HandSettlement {
  /** Names the proof outside: a bank transfer, a receipt. */
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
   * Settles an item by hand, in one transaction: books what was paid outside of the gateway, releases the seats and ends the job
   * that waits. The same settlement again answers the same; `jobId` is the job that has an outcome by now.
   */
  settle(
    id: StuckMoneyId,
    by: AccountId,
    settlement: HandSettlement,
  ): Promise<
    Result<
      { readonly settled: SettledMoney; readonly jobId: JobId | null },
      { readonly code: 'not_found' | 'settled_otherwise' }
    >
  >;
  /** How much money is stuck, by kind; a kind without any is missing. */
  count(): Promise<readonly { readonly kind: StuckKind; readonly items: number; readonly amount: Won }[]>;
}
