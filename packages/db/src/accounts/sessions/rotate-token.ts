import type { Rotation, SessionGrant, SessionStore } from '@concert-mania/core/identity/sessions/session';
import type { SessionId } from '@concert-mania/core/shared/ids';
import type { Queryable } from '../../connection/database.ts';
import { ACCOUNT_COLUMNS, type AccountRow, toAccount } from '../account-store.ts';
import { adoptToken, endFamily } from './earlier-refresh-tokens.ts';

type Change = Parameters<SessionStore['rotate']>[0];

type GrantRow = AccountRow & {
  readonly session_id: SessionId;
  readonly ends_at: Date;
  readonly second_factor: boolean;
};

/** True if the session's account is neither disabled nor erased. */
const IS_OPEN = `exists (
  select from accounts where id = account_id and disabled_at is null and erased_at is null)`;

/** Exchanges a refresh token, or returns why not. Reuse of a token ends its session. */
export async function rotateToken(tx: Queryable, change: Change): Promise<Rotation> {
  const row = (await useToken(tx, change)) ?? (await useEarlierToken(tx, change));
  if (row) return { kind: 'rotated', grant: toGrant(row) };
  return (
    (await refuseLimited(tx, change)) ??
    (await repeatUse(tx, change)) ??
    (await endReused(tx, change)) ?? { kind: 'unknown' }
  );
}

const toGrant = (row: GrantRow): SessionGrant => ({
  account: toAccount(row),
  sessionId: row.session_id,
  endsAt: row.ends_at,
  secondFactor: row.second_factor,
});

const useEarlierToken = async (tx: Queryable, change: Change): Promise<GrantRow | undefined> =>
  (await adoptToken(tx, change.used.digest)) ? useToken(tx, change) : undefined;

/**
 * The update locks the row, which serialises two uses of one token; the second finds a new digest.
 */
async function useToken(tx: Queryable, change: Change): Promise<GrantRow | undefined> {
  const [row] = await tx.query<GrantRow>(
    `with used as (
       update sessions set previous_digest = current_digest, previous_used_at = now(),
         current_digest = $2, lineage_digest = $3, current_issued_at = now(), last_seen_at = now(),
         current_expires_at = least(now() + make_interval(secs => $4), ends_at),
         refreshes = case when refreshes_since > now() - make_interval(secs => $6)
           then refreshes + 1 else 1 end,
         refreshes_since = case when refreshes_since > now() - make_interval(secs => $6)
           then refreshes_since else now() end
       where current_digest = $1 and revoked_at is null and ends_at > now()
         and current_expires_at > now() and ${IS_OPEN}
         and (refreshes < $5 or refreshes_since <= now() - make_interval(secs => $6))
       returning id, account_id, ends_at, second_factor
     )
     select used.id as session_id, used.ends_at, used.second_factor, ${ACCOUNT_COLUMNS}
     from used join accounts a on a.id = used.account_id`,
    [
      change.used.digest,
      change.next.digest,
      change.next.lineage,
      change.ttlSeconds,
      change.limit.refreshes,
      change.limit.windowSeconds,
    ],
  );
  return row;
}

async function refuseLimited(tx: Queryable, { used, limit }: Change): Promise<Rotation | null> {
  const [row] = await tx.query<{ seconds: number }>(
    `select ceil(extract(epoch from refreshes_since - now()) + $2)::int as seconds from sessions
     where current_digest = $1 and revoked_at is null and ends_at > now() and current_expires_at > now()
       and ${IS_OPEN}`,
    [used.digest, limit.windowSeconds],
  );
  return row ? { kind: 'limited', retryAfterSeconds: Math.max(1, row.seconds) } : null;
}

/** A page that was reloaded sends its request again, before it has the answer to the first. */
async function repeatUse(tx: Queryable, { used, repeatSeconds }: Change): Promise<Rotation | null> {
  if (repeatSeconds === 0) return null;
  const [row] = await tx.query<GrantRow>(
    `select s.id as session_id, s.ends_at, s.second_factor, ${ACCOUNT_COLUMNS}
     from sessions s join accounts a on a.id = s.account_id
     where s.previous_digest = $1 and s.previous_used_at > now() - make_interval(secs => $2)
       and s.revoked_at is null and s.ends_at > now() and a.disabled_at is null and a.erased_at is null`,
    [used.digest, repeatSeconds],
  );
  return row ? { kind: 'repeated', grant: toGrant(row) } : null;
}

/** A token of the session that is not the current one was used before. */
async function endReused(tx: Queryable, { used }: Change): Promise<Rotation | null> {
  const ended = await tx.query<{ id: SessionId; live: boolean }>(
    `with reused as (
       select id, revoked_at is null as live from sessions
       where (previous_digest = $1 or lineage_digest = $2) and current_digest <> $1
     ), ended as (
       update sessions s set revoked_at = now() from reused where s.id = reused.id and reused.live
     )
     select id, live from reused`,
    [used.digest, used.lineage],
  );
  if (ended.length > 0) return { kind: 'reused', ended: ended.filter((row) => row.live).map(({ id }) => id) };
  const family = await endFamily(tx, used.digest, 'used');
  return family ? { kind: 'reused', ended: [family] } : null;
}
