import type { RefundPolicy } from '../catalogue/refund-policy.ts';
import type { Point, VenueSeat } from '../catalogue/seating-plan.ts';
import type { Actor } from '../identity/staff/staff-actions.ts';
import type { ConcertId, PerformanceId, VenueId } from '../shared/ids.ts';
import type { Won } from '../shared/money.ts';

/** How a concert lets fans in. */
export interface WaitingRoomTerms {
  readonly enabled: boolean;
  readonly maxActive: number;
  readonly admitPerSecond: number;
  readonly passSeconds: number;
  readonly claimSeconds: number;
  readonly preOpenOrder: 'shuffle' | 'arrival';
}

/** What an administrator decides about a concert. */
export interface ConcertTerms {
  readonly title: string;
  readonly artist: string;
  readonly description: string;
  readonly venueId: VenueId;
  readonly waitingRoom: WaitingRoomTerms;
  readonly refundPolicy: RefundPolicy;
  readonly onDecline: 'release' | 'keep';
  readonly maxSeatsPerUser: number;
  /** Null for the system's own. */
  readonly holdSeconds: number | null;
  /** Unpaid seat-seconds of an account and performance. Null for the system's own, 0 for no limit. */
  readonly holdBudgetSeatSeconds: number | null;
  /** Cancelled seats return on sale at a random moment within this time; 0 at once. */
  readonly returnCancelledWithinSeconds: number;
}

/** What a concert is where nothing else is said. */
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

/** What the seats of one category cost, and what they are called on sale. */
export interface SeatPrice {
  readonly category: string;
  readonly grade: string;
  readonly price: Won;
}

/** What an administrator decides about a performance. */
export interface PerformanceTerms {
  readonly startsAt: Date;
  readonly saleOpensAt: Date;
  readonly saleClosesAt: Date;
  readonly prices: readonly SeatPrice[];
}

export interface ProgrammedConcert extends ConcertTerms {
  readonly id: ConcertId;
  readonly publishedAt: Date | null;
  /** Counts from 1; every change of the concert, its performances or their prices is one more. */
  readonly revision: number;
}

export interface ProgrammedPerformance extends PerformanceTerms {
  readonly id: PerformanceId;
  readonly totalSeats: number;
}

/** A concert with everything that an administrator may change, as of one moment. */
export interface Programme {
  readonly concert: ProgrammedConcert;
  /** In the order in which they start. */
  readonly performances: readonly ProgrammedPerformance[];
  /** The categories that seats of the venue have. */
  readonly categories: readonly string[];
  readonly now: Date;
}

/** A change of a concert's programme. Its type is that of the event that remembers it. */
export type ProgrammeChange =
  | {
      readonly type: 'concert.edited' | 'concert.waiting_room_changed';
      readonly terms: ConcertTerms;
      /** What of the terms is new. */
      readonly changes: Readonly<Partial<ConcertTerms>>;
    }
  | { readonly type: 'concert.published' }
  | {
      readonly type: 'performance.added';
      readonly performance: PerformanceTerms & { readonly id: PerformanceId };
    }
  | {
      readonly type: 'performance.edited';
      readonly performance: ProgrammedPerformance;
      readonly changes: Readonly<Partial<PerformanceTerms>>;
    };

/** Something about a request that does not fit the programme, by its path in the request. */
export interface ProgrammeFault {
  readonly path: string;
  readonly rule:
    | 'closes_before_it_opens'
    | 'closes_after_the_start'
    | 'category_unknown'
    | 'category_repeated';
}

export type ProgrammeRefusal =
  | { readonly code: 'concert_not_found' | 'performance_not_found' | 'venue_not_found' }
  /** Somebody else changed the programme in between. */
  | { readonly code: 'revision_conflict' }
  | { readonly code: 'terms_invalid'; readonly faults: readonly ProgrammeFault[] }
  | { readonly code: 'prices_incomplete'; readonly missing: readonly string[] }
  | { readonly code: 'sale_windows_overlap' }
  /** What is on sale, or has seats already, stays as it is. */
  | { readonly code: 'not_editable'; readonly fields: readonly string[] }
  | { readonly code: 'concert_incomplete'; readonly missing: readonly string[] };

/** Who changes what, and which revisions of it they have seen; null for whichever there is. */
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

/** How a sale goes at this moment. */
export interface SaleFigures {
  readonly concertId: ConcertId;
  readonly available: number;
  readonly held: number;
  readonly sold: number;
  readonly notForSale: number;
  /** Those of `notForSale` that were cancelled and return on sale later. */
  readonly returning: number;
  /** Paid for this performance and not given back. */
  readonly revenueAmount: Won;
  /** New holds a second over the last ten seconds, as far as they still own their seats. */
  readonly holdsPerSecond: number;
}
