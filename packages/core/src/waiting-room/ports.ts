import type { ConcertSettings } from '../catalogue/ports.ts';
import type { AccountId, ConcertId } from '../shared/ids.ts';
import type { AdmissionBatch, QueueToken, SaleOver, Serving, Standing } from './model.ts';

/** The account, concert and queue token that a pass must match. */
export interface PassClaim {
  readonly concertId: ConcertId;
  readonly accountId: AccountId;
  readonly token: string;
}

/** An admitted fan's right to hold seats of one concert, bound to account and queue token. */
export interface Passes {
  /**
   * Whether the pass is active now, by its server's clock. False for a token that is unknown,
   * expired, ended, not admitted, or of another account or concert.
   */
  isActive(claim: PassClaim): Promise<boolean>;
  /** The same for many claims, in the given order. */
  areActive(claims: readonly PassClaim[]): Promise<boolean[]>;
  /**
   * Ends the pass that the account had `at` that moment and frees its place for the next batch.
   * Does nothing if there is none or the account was admitted again since.
   */
  end(pass: {
    readonly concertId: ConcertId;
    readonly accountId: AccountId;
    readonly at: Date;
  }): Promise<void>;
}

/** The settings that determine how a room opens. */
export type OpeningRules = Pick<ConcertSettings, 'sales' | 'preOpenOrder'>;

/** A fan's state with the facts for estimates, at one moment of the room's clock. */
export interface Sighting<S = Standing> {
  readonly standing: S;
  readonly at: Date;
  /** Measured over the last minute. */
  readonly admissionsPerSecond: number;
  /** Fans ahead who stopped polling and were skipped. They do not delay the others. */
  readonly passedOver: number;
  /** How many fans wait, or gather before the opening. */
  readonly inLine: number;
  /** The room has no schedule; the caller must create it. True for one caller in five seconds. */
  readonly scheduleMissing: boolean;
}

/** The waiting rooms. Each operation is atomic and uses one clock. */
export interface WaitingRooms {
  /**
   * Gives the account a place or returns its existing one. The order of these calls is the order of
   * admission. The standing is null if the sale is over; `over` says why.
   */
  join(
    request: PassClaim & { readonly rules: OpeningRules },
  ): Promise<Sighting<Standing | null> & { readonly created: boolean; readonly over: SaleOver | null }>;
  /** Null if the token is unknown or of another account. Polling claims an admitted fan's pass. */
  look(request: PassClaim & { readonly rules: OpeningRules }): Promise<Sighting<Standing | null>>;
  /** False if the token is unknown or of another account. */
  leave(request: PassClaim): Promise<boolean>;
  serving(concertId: ConcertId, rules: OpeningRules): Promise<Omit<Serving, 'paused'>>;
}

export interface Admissions {
  /** Admits one batch. Never exceeds the limits, also with concurrent calls. */
  admit(concertId: ConcertId, settings: ConcertSettings): Promise<AdmissionBatch>;
  /** Stops passes and claims until the next batch, for an hour at most: holds cannot be decided. */
  pause(concertId: ConcertId): Promise<void>;
  /** Expires a closed room after 24 h without requests. */
  shelve(concertId: ConcertId): Promise<void>;
  /** Whether a fan has joined since a batch found the line empty. */
  isAwaited(concertId: ConcertId): Promise<boolean>;
}

/** An admission to announce to the fan; returned again until it is confirmed. */
export interface Admission {
  readonly accountId: AccountId;
  readonly at: Date;
  /** Whether the fan has not been seen since the admission and can still enter. */
  readonly isAwaited: boolean;
}

/** Admissions that were decided and not yet announced, whichever process died meanwhile. */
export interface Announcements {
  /** The oldest that are due, up to `limit`. Concurrent callers may get the same ones. */
  read(concertId: ConcertId, limit: number): Promise<readonly Admission[]>;
  /** Marks admissions as announced; they are not returned again. */
  confirm(concertId: ConcertId, admissions: readonly Admission[]): Promise<void>;
}

/** A fan in the draw. */
export interface Gathered {
  readonly accountId: AccountId;
  readonly token: QueueToken;
}

/** The exclusive right to draw a room's order. Methods return false or null once it is lost. */
export interface DrawLease {
  readonly seed: string;
  readonly gathered: number;
  /** Up to `count` gathered fans from the index `first` on, in no particular order. */
  read(first: number, count: number): Promise<readonly Gathered[] | null>;
  /** Assigns the sequence numbers `first`, `first + 1`, … to the accounts. */
  write(first: number, accounts: readonly AccountId[]): Promise<boolean>;
  /** Opens the room. */
  finish(): Promise<boolean>;
}

export interface Draws {
  /** Null if no draw is due or another worker draws. */
  begin(concertId: ConcertId): Promise<DrawLease | null>;
}

/** The rooms that the admission-workers serve. */
export interface AdmissionSchedule {
  /** Adds the room to the served ones. */
  ensure(concertId: ConcertId): Promise<void>;
  remove(concertId: ConcertId): Promise<void>;
}

export interface HandledRoom {
  readonly concertId: ConcertId;
  readonly dueInMs: number;
}

export interface RoomsTaken {
  readonly concertIds: readonly ConcertId[];
  /** When the next other room may be taken; null if there is none. */
  readonly nextDueMs: number | null;
  /** How many rooms all processes serve together. */
  readonly rooms: number;
  /** How many of these rooms are overdue. */
  readonly overdue: number;
  /** How long the most overdue room has been due. */
  readonly lagMs: number;
}

/**
 * The served rooms, ordered by when each is due for its next batch. Shared by all
 * admission-workers.
 */
export interface DueRooms {
  /**
   * Returns handled rooms and takes up to `most` rooms due for `dueForMs`, longest first. A taken
   * room that is not returned within seconds is due again for any process.
   */
  take(handled: readonly HandledRoom[], most: number, dueForMs: number): Promise<RoomsTaken>;
}

export interface PlaceChanges {
  /** Calls back on the account's admission or the room's opening, until the result is called. */
  subscribe(concertId: ConcertId, accountId: AccountId, onChange: () => void): Promise<() => void>;
}
