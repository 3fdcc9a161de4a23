import type { ConcertSettings } from '../catalog/ports.ts';
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
   * Gives the account a place, or finds the one it has. Calls are the order of arrival. The standing is null where the sale
   * is over, for the reason in `over`.
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
  /** Nobody can hold seats for now: passes and claims run on from the next batch, having lost nothing but what exceeds an hour. */
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
  /** Whether the fan is still inside by it, or can still come in. */
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

/** Which rooms the admission-workers look after. */
export interface AdmissionSchedule {
  /** Has the room looked after from now on. */
  ensure(concertId: ConcertId): Promise<void>;
  remove(concertId: ConcertId): Promise<void>;
}

export interface HandledRoom {
  readonly concertId: ConcertId;
  readonly dueInMs: number;
}

export interface RoomsTaken {
  readonly concertIds: readonly ConcertId[];
  /** When the next of the others may be taken; null when there is none. */
  readonly nextDueMs: number | null;
  /** How many rooms are looked after, by all processes together. */
  readonly rooms: number;
  /** Of these, how many have waited longer for their batch than a pace can bear. */
  readonly overdue: number;
  /** How long the one that waits longest has been due. */
  readonly lagMs: number;
}

/** The rooms that are looked after, by when each is due for its next batch. Shared by all admission-workers. */
export interface DueRooms {
  /**
   * Puts back the rooms that were handled and takes up to `most` that have been due for `dueForMs`, the longest due first. Who
   * takes a room has some seconds to put it back; after that it is due again, for whoever asks.
   */
  take(handled: readonly HandledRoom[], most: number, dueForMs: number): Promise<RoomsTaken>;
}

export interface PlaceChanges {
  /** Calls back when the account is admitted or the room opens, from when this resolves until the result is called. */
  subscribe(concertId: ConcertId, accountId: AccountId, onChange: () => void): Promise<() => void>;
}
