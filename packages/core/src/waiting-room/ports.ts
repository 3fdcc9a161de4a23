import type { ConcertSettings } from '../catalogue/ports.ts';
import type { AccountId, ConcertId } from '../shared/ids.ts';
import type { AdmissionBatch, QueueToken, SaleOver, Serving, Standing } from './model.ts';

/** Who says that they may hold seats, of which concert, and by which queue token. */
export interface PassClaim {
  readonly concertId: ConcertId;
  readonly accountId: AccountId;
  readonly token: string;
}

/** The right of an admitted fan to hold seats of one concert, bound to the account and the queue token. */
export interface Passes {
  /**
   * Whether the pass is running at this moment, by the clock of the server that keeps it. False as well for a token
   * that is unknown, of another account, of another concert, not admitted yet, expired or ended.
   */
  isActive(claim: PassClaim): Promise<boolean>;
  /** The same for many, in the order given. */
  areActive(claims: readonly PassClaim[]): Promise<boolean[]>;
  /**
   * Ends the pass that the account had `at` that moment and frees its place for the next batch. Does nothing when there is
   * none, or when the account was admitted since: that pass is another.
   */
  end(pass: {
    readonly concertId: ConcertId;
    readonly accountId: AccountId;
    readonly at: Date;
  }): Promise<void>;
}

/** What decides how a room opens. */
export type OpeningRules = Pick<ConcertSettings, 'sales' | 'preOpenOrder'>;

/** Where a fan stands, with what is needed to tell how long it will take, at one moment of the room's own clock. */
export interface Sighting<S = Standing> {
  readonly standing: S;
  readonly at: Date;
  /** Measured over the last minute. */
  readonly admissionsPerSecond: number;
  /** Of those ahead, how many stopped asking and were passed over: nobody has to wait for them. */
  readonly passedOver: number;
  /** How many wait, or gather before the opening. */
  readonly inLine: number;
  /** Nobody admits for this room: whoever is told so must create its schedule. Told to one asker in five seconds. */
  readonly scheduleMissing: boolean;
}

/** The waiting rooms, each decision atomic and by one clock. */
export interface WaitingRooms {
  /**
   * Gives the account a place, or finds the one it has. Fans are served in the order of these
   * calls. The standing is null if the sale is over; `over` says why.
   */
  join(
    request: PassClaim & { readonly rules: OpeningRules },
  ): Promise<Sighting<Standing | null> & { readonly created: boolean; readonly over: SaleOver | null }>;
  /** The standing is null when the token is unknown or of another account. Asking claims an admitted fan's pass. */
  look(request: PassClaim & { readonly rules: OpeningRules }): Promise<Sighting<Standing | null>>;
  /** False when the token is unknown or of another account. */
  leave(request: PassClaim): Promise<boolean>;
  serving(concertId: ConcertId, rules: OpeningRules): Promise<Serving>;
}

export interface Admissions {
  /** One batch. Never exceeds the limits, however many call it at once. */
  admit(concertId: ConcertId, settings: ConcertSettings): Promise<AdmissionBatch>;
  /**
   * Holds cannot be decided now: passes and claims stop until the next batch, for an hour at most.
   */
  pause(concertId: ConcertId): Promise<void>;
  /** Has a room forgotten after a day that admits nobody any more, unless somebody in it asks before. */
  shelve(concertId: ConcertId): Promise<void>;
  /** Whether somebody has joined since a batch found nobody waiting. */
  isAwaited(concertId: ConcertId): Promise<boolean>;
}

/** An admission that the fan is to be told of; the same again until it is confirmed. */
export interface Admission {
  readonly accountId: AccountId;
  readonly at: Date;
  /** Whether the admission still counts: the fan is inside or can still come in. */
  readonly isTrue: boolean;
}

/** Admissions that a room has decided and nobody has handed over to the notices, whoever died meanwhile. */
export interface Announcements {
  /** The oldest, up to `limit`. Several may be given the same. */
  read(concertId: ConcertId, limit: number): Promise<readonly Admission[]>;
  /** They are handed over: never given again. */
  confirm(concertId: ConcertId, admissions: readonly Admission[]): Promise<void>;
}

/** One fan in the draw. */
export interface Gathered {
  readonly accountId: AccountId;
  readonly token: QueueToken;
}

/** The exclusive right to draw one room's order. Every verb is false (or null) once another attempt has taken over. */
export interface DrawLease {
  readonly seed: string;
  readonly gathered: number;
  /** Up to `count` of the gathered from the index `first` on, in no particular order. */
  read(first: number, count: number): Promise<readonly Gathered[] | null>;
  /** Gives the accounts the sequences `first`, `first + 1`, … */
  write(first: number, accounts: readonly AccountId[]): Promise<boolean>;
  /** Opens the room. */
  finish(): Promise<boolean>;
}

export interface Draws {
  /** Null when no draw is due or somebody else is at it. */
  begin(concertId: ConcertId): Promise<DrawLease | null>;
}

/** The rooms that the admission-workers serve. */
export interface AdmissionSchedule {
  /** Adds the room to those served. */
  ensure(concertId: ConcertId): Promise<void>;
  remove(concertId: ConcertId): Promise<void>;
}

export interface HandledRoom {
  readonly concertId: ConcertId;
  readonly dueInMs: number;
}

export interface RoomsTaken {
  readonly concertIds: readonly ConcertId[];
  /** When the next of the other rooms may be taken; null if there is none. */
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
   * Puts back the rooms that were handled and takes up to `most` that have been due for `dueForMs`,
   * the longest due first. Who takes a room has some seconds to put it back; after that it is due
   * again, for whoever asks.
   */
  take(handled: readonly HandledRoom[], most: number, dueForMs: number): Promise<RoomsTaken>;
}

export interface PlaceChanges {
  /** Calls back when the account is admitted or the room opens, from when this resolves until the result is called. */
  subscribe(concertId: ConcertId, accountId: AccountId, onChange: () => void): Promise<() => void>;
}
