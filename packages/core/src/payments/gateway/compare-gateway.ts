import type { Won } from '../../shared/money.ts';

/** One movement of money at the gateway: it captured a payment, or gave some of it back. */
export interface GatewayTransaction {
  readonly key: string;
  readonly paymentKey: string;
  readonly orderId: string;
  readonly kind: 'capture' | 'cancel';
  readonly amount: Won;
  readonly at: Date;
}

/** The gateway's own list. Throws when the gateway does not answer with one. */
export interface GatewayTransactions {
  /**
   * Up to `limit` from `from` until before `to`, in the list's order, after the one with the key
   * `after`.
   */
  page(range: {
    readonly from: Date;
    readonly to: Date;
    readonly after: string | null;
    readonly limit: number;
  }): Promise<readonly GatewayTransaction[]>;
}

/** A day in Korea, such as `2026-03-01`. */
export type Day = string;

export const DIFFERENCE_KINDS = [
  /**
   * The gateway captured money of a payment that we do not know, called failed, or have not
   * settled.
   */
  'capture_unknown_here',
  'capture_failed_here',
  'capture_open_here',
  'amount_differs',
  /** We completed a payment, and the gateway has no capture of it. */
  'capture_missing_there',
  /** One side gave back more than the other. */
  'refund_unknown_here',
  'refund_missing_there',
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** Where our books and the gateway's list disagree about one payment. */
export interface GatewayDifference {
  readonly kind: DifferenceKind;
  readonly orderId: string;
  readonly thereAmount: Won;
  readonly hereAmount: Won;
}

export interface Comparisons {
  /**
   * The oldest day that is over and not compared, leased to the caller for `leaseMs`; null when
   * there is none.
   */
  takeDay(leaseMs: number): Promise<Day | null>;
  /** Has a day read and compared anew, whether or not it was. */
  restart(day: Day): Promise<void>;
  /** After which transaction of the day reading goes on. */
  readFrom(day: Day): Promise<string | null>;
  /** Keeps a page of the day's list. `isLast`: the day is read to its end. */
  keep(day: Day, transactions: readonly GatewayTransaction[], isLast: boolean): Promise<void>;
  /**
   * Compares the payments that moved in the three days up to the end of `day`, and those with a
   * known difference. Ends differences that are gone, and orders inquiries about captured money.
   * Returns new differences.
   */
  compare(day: Day): Promise<readonly GatewayDifference[]>;
  /** Every difference that has not ended. */
  listOpen(): Promise<readonly GatewayDifference[]>;
}

const PAGE = 1_000;
const MS_PER_DAY = 86_400_000;

/** When a day in Korea begins, which has had no summer time since 1988. */
export const startOfDay = (day: Day): Date => new Date(`${day}T00:00:00+09:00`);

/**
 * Reads the gateway's list of one day to its end, from where an earlier try stopped, and compares.
 * Answers new differences.
 */
export function makeCompareDay(ports: {
  readonly transactions: GatewayTransactions;
  readonly comparisons: Comparisons;
}): (day: Day) => Promise<readonly GatewayDifference[]> {
  const { transactions, comparisons } = ports;
  return async (day) => {
    const from = startOfDay(day);
    const to = new Date(from.getTime() + MS_PER_DAY);
    let after = await comparisons.readFrom(day);
    let isLast = false;
    while (!isLast) {
      const page = await transactions.page({ from, to, after, limit: PAGE });
      isLast = page.length < PAGE;
      await comparisons.keep(day, page, isLast);
      after = page.at(-1)?.key ?? after;
    }
    return comparisons.compare(day);
  };
}
