import type { Queryable } from './database.ts';

/**
 * Deletes at most `limit` sessions that ended more than `keepDays` ago and as many expired refresh
 * tokens of the version before. Returns how many of both. An ended session still tells from which networks an account
 * signed in.
 */
export async function sweepSessions(db: Queryable, keepDays: number, limit: number): Promise<number> {
  const sessions = await db.query(
    `delete from sessions where id in (
       select id from sessions where ends_at < now() - make_interval(days => $1)
       union all
       select id from sessions where revoked_at < now() - make_interval(days => $1)
       limit $2
     ) returning 1`,
    [keepDays, limit],
  );
  const tokens = await db.query(
    `delete from refresh_tokens where token_hash in (
       select token_hash from refresh_tokens where expires_at < now() - make_interval(days => $1) limit $2
     ) returning 1`,
    [keepDays, limit],
  );
  return sessions.length + tokens.length;
}
