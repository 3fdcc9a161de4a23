import type { AccountId, Id } from '../shared/ids.ts';
import type { Account } from './model.ts';

export type FamilyId = Id<'fam'>;

export interface AccountStore {
  /** Stores a new account; `email_taken` when the address, in any case of letters, has one. */
  insertAccount(account: Account, passwordHash: string): Promise<'inserted' | 'email_taken'>;
  findCredentials(
    email: string,
  ): Promise<{ readonly account: Account; readonly passwordHash: string } | null>;
  findAccount(id: AccountId): Promise<Account | null>;
}

/** The result of using a refresh token. */
export type Rotation =
  | { readonly kind: 'rotated'; readonly account: Account }
  /** It was used before: its family is revoked by the time this is known. */
  | { readonly kind: 'reused' }
  /** It never was one, has expired or was revoked. */
  | { readonly kind: 'unknown' };

export interface RefreshTokenStore {
  /** Starts a family with its first token. Only digests are stored; they expire by the store's clock. */
  startFamily(first: {
    readonly familyId: FamilyId;
    readonly accountId: AccountId;
    readonly digest: Uint8Array;
    readonly ttlSeconds: number;
  }): Promise<void>;
  /** Uses up a token and stores its successor, atomically: of two uses of one token at most one is `rotated`. */
  rotate(change: {
    readonly digest: Uint8Array;
    readonly nextDigest: Uint8Array;
    readonly ttlSeconds: number;
  }): Promise<Rotation>;
  /** Revokes the token's whole family; does nothing for a token it does not know. */
  revokeFamily(digest: Uint8Array): Promise<void>;
}

export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** Takes as long for `null` (no such account) as for a hash, and is false then. */
  verify(passwordHash: string | null, password: string): Promise<boolean>;
}

export interface AccessTokenIssuer {
  readonly ttlSeconds: number;
  issue(account: Account): Promise<string>;
}

export interface RefreshTokenMint {
  /** A new unguessable token. */
  mint(): string;
  /** What is stored of a token; null when the text cannot be one. */
  digest(token: string): Uint8Array | null;
}
