import type { SessionId } from '@concert-mania/core/shared/ids';
import type { Queryable } from '../../connection/database.ts';

/**
 * Refresh tokens issued before sessions existed. Remove this file with the table `refresh_tokens`,
 * once the last token has expired.
 */

/** Turns such a token into a session. False if the token is not live. */
export async function adoptToken(db: Queryable, digest: Uint8Array): Promise<boolean> {
  const adopted = await db.query(
    `insert into sessions (id, account_id, created_at, ends_at, current_digest, current_issued_at,
       current_expires_at)
     select 'ses_' || substr(t.family_id, 5), t.account_id, t.issued_at, now() + interval '90 days',
       t.token_hash, t.issued_at, t.expires_at
     from refresh_tokens t
     where t.token_hash = $1 and t.used_at is null and t.expires_at > now() and not exists (
       select 1 from refresh_tokens r where r.family_id = t.family_id and r.revoked_at is not null
     )
     on conflict do nothing returning id`,
    [digest],
  );
  return adopted.length > 0;
}

/**
 * Ends the family of such a token, optionally only if the token was used before. Null if there is
 * none.
 */
export async function endFamily(
  db: Queryable,
  digest: Uint8Array,
  when: 'used' | 'always',
): Promise<SessionId | null> {
  const [ended] = await db.query<{ id: SessionId }>(
    `with token as (
       select family_id from refresh_tokens where token_hash = $1 and ($2 or used_at is not null)
     ), ended as (
       update refresh_tokens set revoked_at = now()
       where revoked_at is null and family_id = (select family_id from token)
     )
     select 'ses_' || substr(family_id, 5) as id from token`,
    [digest, when === 'always'],
  );
  return ended?.id ?? null;
}
