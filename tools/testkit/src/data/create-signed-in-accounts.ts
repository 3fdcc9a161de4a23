import type { AccountId, SessionId } from '@concert-mania/core/shared/ids';
import type { Database } from '@concert-mania/db/connection/database';

export interface SignedInAccount {
  readonly id: AccountId;
  readonly email: string;
  readonly name: string;
  /** The session they have, and the digest of its refresh token. */
  readonly sessionId: SessionId;
  readonly digest: Uint8Array;
}

const ACCOUNTS_PER_STATEMENT = 1_000;

/** Inserts many accounts with a session each and a shared password hash, in one transaction. */
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
             as f (id, email, name, session_id, digest)
         ), inserted as (
           insert into accounts (id, email, password_hash, name, email_verified_at)
           select id, email, $6, name, now() from fans
         )
         insert into sessions (id, account_id, ends_at, current_digest, current_issued_at, current_expires_at)
         select session_id, id, ends_at, decode(digest, 'hex'), now(), ends_at
         from fans, (select now() + make_interval(secs => $7) as ends_at)`,
        [
          page.map((account) => account.id),
          page.map((account) => account.email),
          page.map((account) => account.name),
          page.map((account) => account.sessionId),
          page.map((account) => Buffer.from(account.digest).toString('hex')),
          terms.passwordHash,
          terms.ttlSeconds,
        ],
      );
    }
  });
}
