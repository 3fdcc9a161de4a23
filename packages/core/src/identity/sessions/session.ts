import type { AccountId, SessionId } from '../../shared/ids.ts';
import type { Account } from '../model.ts';

/** A stored session. */
export interface SessionGrant {
  readonly account: Account;
  readonly sessionId: SessionId;
  /** When the session ends, however often it is refreshed. */
  readonly endsAt: Date;
  /** Whether a second factor was given. */
  readonly secondFactor: boolean;
}

/** A session as its owner sees it. */
export interface SessionView {
  readonly id: SessionId;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly userAgent: string | null;
}

/** The client of a login. */
export interface Client {
  readonly userAgent: string | null;
  /** A keyed digest of its network. */
  readonly network: Uint8Array | null;
}

export interface NewSession extends Client {
  readonly id: SessionId;
  readonly accountId: AccountId;
  /** The hash that the password matched. The session starts only if the account still has it. */
  readonly passwordHash: string;
  readonly secondFactor: boolean;
  readonly lifeSeconds: number;
  /** Null for a session without a refresh token. */
  readonly token: (TokenDigests & { readonly ttlSeconds: number }) | null;
}

export interface TokenDigests {
  readonly digest: Uint8Array;
  /** A digest of the part that all refresh tokens of a session share. */
  readonly lineage: Uint8Array;
}

/** The result of using a refresh token. */
export type Rotation =
  | { readonly kind: 'rotated'; readonly grant: SessionGrant }
  /** The token was exchanged a moment ago; its successor stays the current one. */
  | { readonly kind: 'repeated'; readonly grant: SessionGrant }
  /** The token was used before, so the session has ended. */
  | { readonly kind: 'reused'; readonly ended: readonly SessionId[] }
  /** The token is unknown or expired, or its session has ended. */
  | { readonly kind: 'unknown' }
  /** The session was refreshed too often. */
  | { readonly kind: 'limited'; readonly retryAfterSeconds: number };

export interface StartedSession {
  /** The current account, which may have changed since the password was checked. */
  readonly account: Account;
  readonly endsAt: Date;
  readonly ended: readonly SessionId[];
}

/** Sessions, by the store's clock. */
export interface SessionStore {
  /**
   * Starts a session and ends the longest unused ones beyond `most`, returning their ids. Null if
   * the account was disabled or erased, or its password changed.
   */
  start(session: NewSession, most: number): Promise<StartedSession | null>;
  /** Exchanges a refresh token atomically: of two uses of one token at most one is `rotated`. */
  rotate(change: {
    readonly used: TokenDigests;
    readonly next: TokenDigests;
    readonly ttlSeconds: number;
    /** A second use within this time is `repeated`, not `reused`; 0: never. */
    readonly repeatSeconds: number;
    readonly limit: { readonly refreshes: number; readonly windowSeconds: number };
  }): Promise<Rotation>;
  /** Whether the account of the address has signed in from the network before. */
  knowsNetwork(email: string, network: Uint8Array): Promise<boolean>;
  /** Whether any account has signed in from the network before. */
  isKnownNetwork(network: Uint8Array): Promise<boolean>;
  /** When the account's live session began; null if there is no such live session. */
  startedAt(accountId: AccountId, id: SessionId): Promise<Date | null>;
  /** Ends the session of a refresh token; null if it has none. */
  endByToken(token: TokenDigests): Promise<SessionId | null>;
  /** Ends a session; false if the account has no such live session. */
  end(accountId: AccountId, id: SessionId): Promise<boolean>;
  /** Ends all sessions of the account except `except`, and returns their ids. */
  endAll(accountId: AccountId, except: SessionId | null): Promise<SessionId[]>;
  /** The account's live sessions, most recently used first. */
  list(accountId: AccountId): Promise<readonly SessionView[]>;
}

/** Tells every process that sessions have ended. */
export interface SessionNews {
  announce(ended: readonly SessionId[]): Promise<void>;
}
