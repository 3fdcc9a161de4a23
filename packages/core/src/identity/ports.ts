import type { AccountId } from '../shared/ids.ts';
import type { Account } from './model.ts';
import type { SessionGrant, TokenDigests } from './sessions/session.ts';

export interface AccountStore {
  /**
   * Stores an account and, if its address is unverified, the verification mail, in one transaction.
   * `email_taken` if the address has an account, in any case.
   */
  insertAccount(account: Account, passwordHash: string): Promise<'inserted' | 'email_taken'>;
  findCredentials(
    email: string,
  ): Promise<{ readonly account: Account; readonly passwordHash: string; readonly disabled: boolean } | null>;
  findAccount(id: AccountId): Promise<Account | null>;
  /** Replaces a hash; false if the account's hash is no longer `replaced`. */
  setPasswordHash(id: AccountId, passwordHash: string, replaced: string): Promise<boolean>;
}

export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** False for `null` (no such account), after the same time as for a hash. */
  verify(passwordHash: string | null, password: string): Promise<boolean>;
  /** Whether the hash has another cost than today's. */
  isOutdated(passwordHash: string): boolean;
}

export interface AccessTokenIssuer {
  /** An access token of a session. It expires with the session at the latest. */
  issue(grant: SessionGrant): Promise<{ readonly token: string; readonly ttlSeconds: number }>;
}

export interface RefreshTokenMint {
  /** A new unguessable token, of the same lineage as `before` if given. */
  mint(before?: string): string;
  /** The stored digests of a token; null if it is malformed. */
  digest(token: string): TokenDigests | null;
}
