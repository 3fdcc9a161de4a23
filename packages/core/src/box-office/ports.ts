import type { Clerk } from '../identity/staff/staff-actions.ts';
import type { DeskMethod } from '../payments/model.ts';
import type { ConcertId, PerformanceId, ReservationId } from '../shared/ids.ts';
import type { Won } from '../shared/money.ts';

/** A blocked seat: why, by whom and since when. */
export interface SeatBlock {
  readonly seatNumber: number;
  readonly label: string;
  readonly reason: string;
  readonly blockedBy: Clerk;
  readonly blockedAt: Date;
}

/** The sales and refunds of one seller by one method on one day in Seoul. */
export interface Taking {
  /** Such as 2026-03-01. */
  readonly day: string;
  readonly seller: Clerk;
  readonly method: DeskMethod;
  readonly sales: number;
  readonly soldAmount: Won;
  readonly refunds: number;
  readonly refundedAmount: Won;
}

/** Days in Seoul, both included. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** The reads of the box office. */
export interface DeskReader {
  /** The concert of anybody's reservation. Null if there is no such reservation. */
  findConcertOf(id: ReservationId): Promise<ConcertId | null>;
  /** The blocked seats of a performance with numbers above `after`, in order. */
  listBlocks(
    performanceId: PerformanceId,
    page: { readonly after: number; readonly limit: number },
  ): Promise<{ readonly items: readonly SeatBlock[]; readonly more: boolean }>;
  /** In order of day, method and seller. */
  readTakings(days: Days): Promise<readonly Taking[]>;
}
