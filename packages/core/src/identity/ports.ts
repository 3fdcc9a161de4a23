import type { AccountId } from '../shared/ids.ts';
import type { Account } from './model.ts';
import type { SessionGrant, TokenDigests } from './sessions/session.ts';

export interface AccountStore {
  /**
   * Stores a new account and, unless its address is verified, schedules the verification mail, in
   * one transaction. `email_taken` if the address has an account; case is ignored.
   */
  insertAccount(account: Account, passwordHash: string): Promise<'inserted' | 'email_taken'>;
  findCredentials(
    email: string,
  ): Promise<{ readonly account: Account; readonly passwordHash: string; readonly disabled: boolean } | null>;
  findAccount(id: AccountId): Promise<Account | null>;
  /** Replaces a hash by another; false if the account's hash is not `replaced` any more. */
  setPasswordHash(id: AccountId, passwordHash: string, replaced: string): Promise<boolean>;
}

export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** Takes as long for `null` (no such account) as for a hash, and is false then. */
  verify(passwordHash: string | null, password: string): Promise<boolean>;
  /** Whether the hash was made at another cost than today's. */
  isOutdated(passwordHash: string): boolean;
}

export interface AccessTokenIssuer {
  /** A token for a session; it expires with the session at the latest. */
  issue(grant: SessionGrant): Promise<{ readonly token: string; readonly ttlSeconds: number }>;
}

export interface RefreshTokenMint {
  /** A new unguessable token; of the same lineage as the one `before`, if there is one. */
  mint(before?: string): string;
  /** What is stored of a token; null when the text cannot be one. */
  digest(token: string): TokenDigests | null;
}
