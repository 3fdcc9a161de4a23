import type { FamilyId } from '@concert-mania/core/identity/ports';
import type { AccountId } from '@concert-mania/core/shared/ids';
import type { Database } from './database.ts';

export interface SignedInAccount {
  readonly id: AccountId;
  readonly email: string;
  readonly name: string;
  /** The session they have: its family and the digest of its refresh token. */
  readonly familyId: FamilyId;
  readonly digest: Uint8Array;
}

const ACCOUNTS_PER_STATEMENT = 1_000;

/**
 * Inserts many accounts, each with a session as a sign-in leaves it, so that their clients can act at once. They share a
 * password hash. All or nothing.
 */
export function createSignedInAccounts(
  db: Database,
  accounts: readonly SignedInAccount[],
  terms: { readonly passwordHash: string; readonly ttlSeconds: number },
): Promise<void> {
  return db.transaction(async (tx) => {
    for (let from = 0; from < accounts.length; from += ACCOUNTS_PER_STATEMENT) {
      const page = accounts.slice(from, from + ACCOUNTS_PER_STATEMENT);
      await tx.query(
        `with fans as (
           select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
             as f (id, email, name, family_id, digest)
         ), inserted as (
           insert into accounts (id, email, password_hash, name) select id, email, $6, name from fans
         )
         insert into refresh_tokens (token_hash, family_id, account_id, expires_at)
         select decode(digest, 'hex'), family_id, id, now() + make_interval(secs => $7) from fans`,
        [
          page.map((account) => account.id),
          page.map((account) => account.email),
          page.map((account) => account.name),
          page.map((account) => account.familyId),
          page.map((account) => Buffer.from(account.digest).toString('hex')),
          terms.passwordHash,
          terms.ttlSeconds,
        ],
      );
    }
  });
}
