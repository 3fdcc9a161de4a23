import type { RefundPolicy } from '../catalogue/refund-policy.ts';
import type { Point, VenueSeat } from '../catalogue/seating-plan.ts';
import type { Actor } from '../identity/staff/staff-actions.ts';
import type { ConcertId, PerformanceId, VenueId } from '../shared/ids.ts';
import type { Won } from '../shared/money.ts';

/** The settings of a concert's waiting room. */
export interface WaitingRoomTerms {
  readonly enabled: boolean;
  readonly maxActive: number;
  readonly admitPerSecond: number;
  readonly passSeconds: number;
  readonly claimSeconds: number;
  readonly preOpenOrder: 'shuffle' | 'arrival';
}

/** The fields of a concert that administrators edit. */
export interface ConcertTerms {
  readonly title: string;
  readonly artist: string;
  readonly description: string;
  readonly venueId: VenueId;
  readonly waitingRoom: WaitingRoomTerms;
  readonly refundPolicy: RefundPolicy;
  readonly onDecline: 'release' | 'keep';
  readonly maxSeatsPerUser: number;
  /** Null for the system's default. */
  readonly holdSeconds: number | null;
  /** Unpaid seat-seconds per account and performance. Null for the default, 0 for no limit. */
  readonly holdBudgetSeatSeconds: number | null;
  /** Cancelled seats return at a random moment within this time; 0 returns them at once. */
  readonly returnCancelledWithinSeconds: number;
}

/** The defaults of a concert. */
export const CONCERT_DEFAULTS = {
  waitingRoom: {
    enabled: true,
    maxActive: 1_000,
    admitPerSecond: 100,
    passSeconds: 900,
    claimSeconds: 120,
    preOpenOrder: 'shuffle',
  },
  refundPolicy: { preset: 'korean-performing-arts' },
  onDecline: 'release',
  maxSeatsPerUser: 4,
  holdSeconds: null,
  holdBudgetSeatSeconds: null,
  returnCancelledWithinSeconds: 0,
} as const satisfies Partial<ConcertTerms>;

/** Grade and price of one category. */
export interface SeatPrice {
  readonly category: string;
  readonly grade: string;
  readonly price: Won;
}

/** The fields of a performance that administrators edit. */
export interface PerformanceTerms {
  readonly startsAt: Date;
  readonly saleOpensAt: Date;
  readonly saleClosesAt: Date;
  readonly prices: readonly SeatPrice[];
}

export interface ProgrammedConcert extends ConcertTerms {
  readonly id: ConcertId;
  readonly publishedAt: Date | null;
  /** While set, no fan is admitted and no new hold is accepted. */
  readonly pausedAt: Date | null;
  /** Starts at 1 and grows by one with every change of the concert, its performances or prices. */
  readonly revision: number;
}

export interface ProgrammedPerformance extends PerformanceTerms {
  readonly id: PerformanceId;
  readonly totalSeats: number;
  /** Its sale ended then for good, and everybody is refunded. */
  readonly cancelledAt: Date | null;
  /** The start before the last postponement. */
  readonly postponedFrom: Date | null;
  /** Until then every cancellation is refunded in full. */
  readonly fullRefundUntil: Date | null;
}

/** A concert with everything that an administrator may change, at one moment. */
export interface Programme {
  readonly concert: ProgrammedConcert;
  /** In order of their start. */
  readonly performances: readonly ProgrammedPerformance[];
  /** The seat categories of the venue. */
  readonly categories: readonly string[];
  readonly now: Date;
}

/** A change of a concert's programme. Its type is that of its event. */
export type ProgrammeChange =
  | {
      readonly type: 'concert.edited' | 'concert.waiting_room_changed';
      readonly terms: ConcertTerms;
      /** The fields that differ. */
      readonly changes: Readonly<Partial<ConcertTerms>>;
    }
  | { readonly type: 'concert.published' | 'concert.paused' | 'concert.resumed' }
  | {
      readonly type: 'performance.added';
      readonly performance: PerformanceTerms & { readonly id: PerformanceId };
    }
  | {
      readonly type: 'performance.edited';
      readonly performance: ProgrammedPerformance;
      readonly changes: Readonly<Partial<PerformanceTerms>>;
    }
  | {
      readonly type: 'performance.cancelled';
      readonly performance: ProgrammedPerformance;
      readonly reason: string;
    }
  | {
      readonly type: 'performance.postponed';
      /** With its new start. */
      readonly performance: ProgrammedPerformance;
      readonly from: Date;
      readonly fullRefundUntil: Date;
      readonly reason: string;
    };

/** A field of a request that does not fit the programme, by its path in the request. */
export interface ProgrammeFault {
  readonly path: string;
  readonly rule:
    | 'closes_before_it_opens'
    | 'closes_after_the_start'
    | 'starts_in_the_past'
    | 'refund_ends_in_the_past'
    | 'refund_ends_after_the_start'
    | 'category_unknown'
    | 'category_repeated';
}

export type ProgrammeRefusal =
  | { readonly code: 'concert_not_found' | 'performance_not_found' | 'venue_not_found' }
  /** The performance is cancelled for good. */
  | { readonly code: 'performance_cancelled' }
  /** Another administrator changed the programme since the given revision. */
  | { readonly code: 'revision_conflict' }
  | { readonly code: 'terms_invalid'; readonly faults: readonly ProgrammeFault[] }
  | { readonly code: 'prices_incomplete'; readonly missing: readonly string[] }
  | { readonly code: 'sale_windows_overlap' }
  /** These fields are fixed, because they are on sale or have seats. */
  | { readonly code: 'not_editable'; readonly fields: readonly string[] }
  | { readonly code: 'concert_incomplete'; readonly missing: readonly string[] };

/** Who changes which object, at which revision; null for any revision. */
export interface Edit<Id extends string> {
  readonly id: Id;
  readonly by: Actor;
  readonly expected: readonly number[] | null;
}

export interface NewVenue {
  readonly id: VenueId;
  readonly name: string;
  readonly address: string;
  readonly focalPoint: Point;
  readonly seats: readonly VenueSeat[];
}

/** The current figures of a sale. */
export interface SaleFigures {
  readonly concertId: ConcertId;
  readonly available: number;
  readonly held: number;
  readonly sold: number;
  readonly notForSale: number;
  /** Seats in `notForSale` that were cancelled and return on sale later. */
  readonly returning: number;
  /** Paid for this performance and not refunded. */
  readonly revenueAmount: Won;
  /** New holds per second over the last ten seconds, counting those that still own their seats. */
  readonly holdsPerSecond: number;
}
