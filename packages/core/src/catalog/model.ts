import type { ConcertId, PerformanceId, VenueId } from '../shared/ids.ts';
import type { Won } from '../shared/money.ts';

/**
 * `A` available, `H` held, `S` sold, `N` not for sale: one character per seat in the compact form.
 * A seat with an owner is held or sold even while it is withheld from everybody else.
 */
export const SEAT_STATUSES = ['A', 'H', 'S', 'N'] as const;
export type SeatStatus = (typeof SEAT_STATUSES)[number];
/** A seat's number and its status. */
export type SeatStatusChange = readonly [seatNumber: number, status: SeatStatus];

export type SaleStatus = 'upcoming' | 'open' | 'closed' | 'sold_out';

/** When a performance may be booked, and whether anything is left of it. */
export interface Sale {
  readonly saleOpensAt: Date;
  readonly saleClosesAt: Date;
  /**
   * Every seat is sold or not for sale. Held seats and cancelled ones that return later may come
   * back, so with one of them a house is still on sale.
   */
  readonly soldOut: boolean;
}

/** Where a sale stands at a moment. Opens at `saleOpensAt` exactly; closed from `saleClosesAt` on. */
export function saleStatus(sale: Sale, now: Date): SaleStatus {
  if (now < sale.saleOpensAt) return 'upcoming';
  if (now >= sale.saleClosesAt) return 'closed';
  return sale.soldOut ? 'sold_out' : 'open';
}

const MOST_HOPEFUL: readonly SaleStatus[] = ['open', 'upcoming', 'sold_out', 'closed'];

/** The status of a concert: the most hopeful one among its performances; `closed` when there are none. */
export function concertSaleStatus(performances: readonly SaleStatus[]): SaleStatus {
  return MOST_HOPEFUL.find((status) => performances.includes(status)) ?? 'closed';
}

/**
 * The sale status of a concert and its opening: the earliest opening among the performances with
 * that status.
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
  /** Seats that can be held now. */
  readonly availableSeats: number;
  /** Every seat of the house, also those that are not for sale: seats have the numbers 1…totalSeats. */
  readonly totalSeats: number;
}

/** A published concert as a list shows it. */
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
}

export interface ConcertDetail extends ConcertSummary {
  readonly description: string;
  readonly waitingRoomEnabled: boolean;
  readonly performances: readonly Performance[];
}

/** What never changes about a seat of a performance. */
export interface LayoutSeat {
  readonly seatNumber: number;
  readonly seatGuid: string;
  readonly zone: string;
  readonly row: string;
  readonly label: string;
  /** Null where the seat's category has no price: it is not for sale. */
  readonly grade: string | null;
  readonly price: Won | null;
  readonly accessible: boolean;
  readonly x: number;
  readonly y: number;
}

/** The seats of a performance in the order of their numbers, 1…N without a gap. Fixed while it is on sale. */
export interface SeatLayout {
  readonly performanceId: PerformanceId;
  readonly seats: readonly LayoutSeat[];
}

/** One character per seat in the order of seat numbers, as of a version that only grows. */
export interface SeatAvailability {
  readonly version: number;
  readonly availability: string;
}
