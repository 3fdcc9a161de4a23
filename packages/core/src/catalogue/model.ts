import type { ConcertId, PerformanceId, VenueId } from '../shared/ids.ts';
import type { Won } from '../shared/money.ts';

/**
 * `A` available, `H` held, `S` sold, `N` not for sale: one character per seat in the compact form.
 * A seat that a reservation owns is `H` or `S`, even if it is not for sale.
 */
export const SEAT_STATUSES = ['A', 'H', 'S', 'N'] as const;
export type SeatStatus = (typeof SEAT_STATUSES)[number];
/** A seat's number and its status. */
export type SeatStatusChange = readonly [seatNumber: number, status: SeatStatus];

/**
 * Why a seat without an owner is not for sale: its category has no price, staff blocked it, or it
 * was cancelled and returns later.
 */
export type NotForSale = 'no_price' | 'blocked' | 'returning';

export type SaleStatus = 'upcoming' | 'open' | 'closed' | 'sold_out';

/** When a performance can be booked, and whether it is sold out. */
export interface Sale {
  readonly saleOpensAt: Date;
  readonly saleClosesAt: Date;
  /**
   * Every seat is sold or not for sale. False while a seat is held or will return on sale, because
   * it may become available.
   */
  readonly soldOut: boolean;
}

/** The sale's status at `now`. Opens exactly at `saleOpensAt`; closed from `saleClosesAt` on. */
export function saleStatus(sale: Sale, now: Date): SaleStatus {
  if (now < sale.saleOpensAt) return 'upcoming';
  if (now >= sale.saleClosesAt) return 'closed';
  return sale.soldOut ? 'sold_out' : 'open';
}

const MOST_HOPEFUL: readonly SaleStatus[] = ['open', 'upcoming', 'sold_out', 'closed'];

/** `open` if any performance is, else `upcoming`, `sold_out` or `closed`; `closed` without any. */
export function concertSaleStatus(performances: readonly SaleStatus[]): SaleStatus {
  return MOST_HOPEFUL.find((status) => performances.includes(status)) ?? 'closed';
}

/**
 * The sale status of a concert and the earliest opening among the performances with that status.
 */
export function concertSale(performances: readonly Pick<Performance, 'saleOpensAt' | 'saleStatus'>[]): {
  readonly saleStatus: SaleStatus;
  readonly saleOpensAt: Date;
} {
  const status = concertSaleStatus(performances.map((performance) => performance.saleStatus));
  const opened = performances.filter((performance) => performance.saleStatus === status);
  return {
    saleStatus: status,
    saleOpensAt: new Date(Math.min(...opened.map(({ saleOpensAt }) => saleOpensAt.getTime()))),
  };
}

export interface Performance {
  readonly id: PerformanceId;
  readonly startsAt: Date;
  readonly saleOpensAt: Date;
  readonly saleClosesAt: Date;
  readonly saleStatus: SaleStatus;
  /** Its sale ended for good, and everybody is refunded. */
  readonly cancelled: boolean;
  /** The start before the last postponement. */
  readonly postponedFrom: Date | null;
  /** Until then every cancellation is refunded in full. */
  readonly fullRefundUntil: Date | null;
  /** Seats that can be held now. */
  readonly availableSeats: number;
  /** All seats, including those not for sale. They are numbered 1…totalSeats. */
  readonly totalSeats: number;
}

/** A published concert as listed. */
export interface ConcertSummary {
  readonly id: ConcertId;
  readonly title: string;
  readonly artist: string;
  readonly venue: { readonly id: VenueId; readonly name: string };
  readonly firstStartsAt: Date;
  readonly lastStartsAt: Date;
  /**
   * The earliest opening among performances with the concert's sale status: a past one while on
   * sale, else the next.
   */
  readonly saleOpensAt: Date;
  readonly saleStatus: SaleStatus;
  /** No fan is admitted and no new hold is accepted. */
  readonly paused: boolean;
}

export interface ConcertDetail extends ConcertSummary {
  readonly description: string;
  readonly waitingRoomEnabled: boolean;
  /** The most live seats that one account can have per performance. */
  readonly maxSeatsPerUser: number;
  readonly performances: readonly Performance[];
}

/** The properties of a performance's seat that never change. */
export interface LayoutSeat {
  readonly seatNumber: number;
  readonly seatGuid: string;
  readonly zone: string;
  readonly row: string;
  readonly label: string;
  /** Null if the seat's category has no price: the seat is not for sale. */
  readonly grade: string | null;
  readonly price: Won | null;
  readonly accessible: boolean;
  readonly x: number;
  readonly y: number;
}

/** A performance's seats in order of number, 1…N without a gap. Fixed while it is on sale. */
export interface SeatLayout {
  readonly performanceId: PerformanceId;
  /** The place that the seats look at, such as the middle of the stage. */
  readonly focalPoint: { readonly x: number; readonly y: number };
  readonly seats: readonly LayoutSeat[];
}

/** One character per seat in order of number, at a version that only grows. */
export interface SeatAvailability {
  readonly version: number;
  readonly availability: string;
}
