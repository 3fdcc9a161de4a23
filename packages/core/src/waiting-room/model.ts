import type { AccountId, ConcertId } from '../shared/ids.ts';

/** A lower-case UUID (RFC 9562): an account's place in one concert's waiting room. */
export type QueueToken = string;

export const PLACE_STATUSES = ['pre_open', 'waiting', 'admitted', 'expired'] as const;
export type PlaceStatus = (typeof PLACE_STATUSES)[number];

/**
 * Why admissions ended. Seats of a sold-out sale may become free, so its fans keep their places.
 */
export type SaleOver = 'sale_closed' | 'sold_out';

/** A fan's state as the room stores it. */
export interface Standing {
  readonly token: QueueToken;
  readonly status: PlaceStatus;
  /** The order of admission. Before a draw: the order of arrival, which the draw replaces. */
  readonly sequence: number;
  /**
   * Fans before this one, including skipped ones who may still return: an upper bound that never
   * grows. Null before a draw, when it is unknown.
   */
  readonly ahead: number | null;
  /** When the pass of an admitted fan ends. */
  readonly passEndsAt: Date | null;
  /** Null while the fan's sale is open or upcoming. */
  readonly reason: SaleOver | null;
}

/** A place as a client sees it. */
export interface Place {
  readonly token: QueueToken;
  readonly concertId: ConcertId;
  readonly sequence: number;
  readonly status: PlaceStatus;
  /** 1 is next; 0 once admitted; null if `ahead` is null. */
  readonly position: number | null;
  readonly ahead: number | null;
  readonly estimatedWaitSeconds: number | null;
  readonly pollAfterMs: number;
  readonly expiresAt: Date | null;
  /** Only before the opening. */
  readonly opensAt?: Date;
  /** Present only if the fan's sale is over. */
  readonly reason?: SaleOver;
  /** Present only while an administrator's pause keeps the fan waiting. */
  readonly paused?: true;
}

/** The seed of a draw, for verification. */
export interface ShownSeed {
  readonly seedHash: string;
  readonly seed: string;
}

/**
 * The public state of a room, the same for everybody, so that proxies may cache it for a second.
 */
export interface Serving {
  /** `sold_out` and `closed` only if no other sale of the concert is open or upcoming. */
  readonly status: 'pre_open' | 'open' | 'sold_out' | 'closed';
  readonly servingSequence: number;
  readonly waiting: number;
  readonly active: number;
  readonly admissionRatePerSecond: number;
  /** An administrator paused the concert: no fan is admitted. */
  readonly paused: boolean;
  /**
   * The hash commits the organiser before any token exists; the seed, shown later, proves the
   * order.
   */
  readonly shuffle: { readonly seedHash: string; readonly seed: string | null } | null;
  /** The draws of earlier sales, oldest first; absent if there were none. */
  readonly earlierShuffles?: readonly ShownSeed[];
}

/** The result of one admission batch. */
export interface AdmissionBatch {
  readonly phase: 'gathering' | 'drawing' | 'open';
  readonly admitted: readonly AccountId[];
  readonly waiting: number;
  readonly active: number;
  /** Admissions not yet announced. */
  readonly unannounced: number;
  /** Fans skipped in this batch because they stopped polling. */
  readonly passedOver: number;
  /** After this time another batch can admit someone. */
  readonly pauseMs: number;
}
