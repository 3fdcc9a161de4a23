import type { AccountId, ConcertId } from '../shared/ids.ts';

/** A UUID in lower case (RFC 9562): a fan's place in one concert's waiting room, bound to one account. */
export type QueueToken = string;

export const PLACE_STATUSES = ['pre_open', 'waiting', 'admitted', 'expired'] as const;
export type PlaceStatus = (typeof PLACE_STATUSES)[number];

/**
 * Why nobody is admitted any more. Seats of a sold-out sale may come back, so its fans keep their
 * places.
 */
export type SaleOver = 'sale_closed' | 'sold_out';

/** Where a fan stands, as the room keeps it. */
export interface Standing {
  readonly token: QueueToken;
  readonly status: PlaceStatus;
  /** The place in the order of admission. Before a draw: the order of arrival, which the draw replaces. */
  readonly sequence: number;
  /**
   * How many have a place before this one, those included who were passed over and may still come back: no more than
   * these are admitted before, and it never grows. Null before a draw, when nobody can know.
   */
  readonly ahead: number | null;
  /** When the pass of an admitted fan ends. */
  readonly passEndsAt: Date | null;
  /** Null while the fan's sale is open or still to come. */
  readonly reason: SaleOver | null;
}

/** A place as a client sees it. */
export interface Place {
  readonly token: QueueToken;
  readonly concertId: ConcertId;
  readonly sequence: number;
  readonly status: PlaceStatus;
  /** 1 is next; 0 once admitted; null where `ahead` is. */
  readonly position: number | null;
  readonly ahead: number | null;
  readonly estimatedWaitSeconds: number | null;
  readonly pollAfterMs: number;
  readonly expiresAt: Date | null;
  /** Only before the opening. */
  readonly opensAt?: Date;
  /** Present only if the fan's sale is over. */
  readonly reason?: SaleOver;
}

/** A draw that can be checked. */
export interface ShownSeed {
  readonly seedHash: string;
  readonly seed: string;
}

/** What a room tells everybody: one answer for all, so that anything in between may keep it for a second. */
export interface Serving {
  /** `sold_out` and `closed` only if no other sale of the concert is open or to come. */
  readonly status: 'pre_open' | 'open' | 'sold_out' | 'closed';
  readonly servingSequence: number;
  readonly waiting: number;
  readonly active: number;
  readonly admissionRatePerSecond: number;
  /** The hash binds the organiser before anybody's token exists; the seed, shown after the opening, proves the order. */
  readonly shuffle: { readonly seedHash: string; readonly seed: string | null } | null;
  /** The draws of earlier sales, the oldest first; absent if there were none. */
  readonly earlierShuffles?: readonly ShownSeed[];
}

/** What one admission batch did, and what the next one is about. */
export interface AdmissionBatch {
  readonly phase: 'gathering' | 'drawing' | 'open';
  readonly admitted: readonly AccountId[];
  readonly waiting: number;
  readonly active: number;
  /** Admissions nobody has handed over to the notices yet. */
  readonly unannounced: number;
  /** Fans passed over in this batch because they stopped asking. */
  readonly passedOver: number;
  /** After this long another batch can admit somebody. */
  readonly pauseMs: number;
}
