import type { AccountId, SessionId } from '@concert-mania/core/shared/ids';
import type { Queryable } from '../../connection/database.ts';

/**
 * Ends all sessions of an account but `except`, and its older refresh tokens without a session.
 * Returns the ids of the sessions.
 */
export async function endAllSessions(
  db: Queryable,
  accountId: AccountId,
  except: SessionId | null,
): Promise<SessionId[]> {
  const ended = await db.query<{ readonly id: SessionId }>(
    `with earlier as (
       update refresh_tokens t set revoked_at = now() where t.account_id = $1 and t.revoked_at is null
         and not exists (select from sessions s where s.id = 'ses_' || substr(t.family_id, 5))
     )
     update sessions set revoked_at = now()
     where revoked_at is null and account_id = $1 and id is distinct from $2 returning id`,
    [accountId, except],
  );
  return ended.map(({ id }) => id);
}
