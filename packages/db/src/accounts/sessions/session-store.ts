import type { NewSession, SessionStore, SessionView } from '@concert-mania/core/identity/sessions/session';
import type { SessionId } from '@concert-mania/core/shared/ids';
import type { Database } from '../../connection/database.ts';
import { ACCOUNT_COLUMNS, type AccountRow, toAccount } from '../account-store.ts';
import { endFamily } from './earlier-refresh-tokens.ts';
import { endAllSessions } from './end-all-sessions.ts';
import { rotateToken } from './rotate-token.ts';

const LIVE =
  'revoked_at is null and ends_at > now() and (current_expires_at is null or current_expires_at > now())';
const REVOKE = 'update sessions set revoked_at = now() where revoked_at is null';

type IdRow = { readonly id: SessionId };
const idsOf = (rows: readonly IdRow[]): SessionId[] => rows.map(({ id }) => id);

/** Sessions in PostgreSQL. Refresh tokens are stored only as SHA-256 digests. */
export function makeSessionStore(db: Database): SessionStore {
  return {
    start: async (session, most) => {
      const [started] = await db.query<AccountRow & { readonly ends_at: Date }>(INSERT, valuesOf(session));
      if (started === undefined) return null;
      const ended = await db.query<IdRow>(
        `${REVOKE} and id in (
           select id from sessions where account_id = $1 and id <> $2 and ${LIVE}
           order by last_seen_at desc, id desc offset $3
         ) returning id`,
        [session.accountId, session.id, most - 1],
      );
      return { account: toAccount(started), endsAt: started.ends_at, ended: idsOf(ended) };
    },
    rotate: (change) => db.transaction((tx) => rotateToken(tx, change)),
    knowsNetwork: async (email, network) => {
      const known = await db.query(
        `select 1 from sessions s join accounts a on a.id = s.account_id
         where s.network = $2 and lower(a.email) = lower($1) limit 1`,
        [email, network],
      );
      return known.length > 0;
    },
    isKnownNetwork: async (network) =>
      (await db.query('select 1 from sessions where network = $1 limit 1', [network])).length > 0,
    startedAt: async (accountId, id) => {
      const [row] = await db.query<{ created_at: Date }>(
        `select created_at from sessions where id = $1 and account_id = $2 and ${LIVE}`,
        [id, accountId],
      );
      return row?.created_at ?? null;
    },
    endByToken: async ({ digest, lineage }) => {
      const [ended] = await db.query<IdRow>(
        `${REVOKE} and (current_digest = $1 or previous_digest = $1 or lineage_digest = $2) returning id`,
        [digest, lineage],
      );
      return ended?.id ?? (await endFamily(db, digest, 'always'));
    },
    end: async (accountId, id) => {
      const ended = await db.query(`${REVOKE} and id = $1 and account_id = $2 and ${LIVE} returning id`, [
        id,
        accountId,
      ]);
      return ended.length > 0;
    },
    endAll: (accountId, except) => endAllSessions(db, accountId, except),
    list: async (accountId) =>
      (
        await db.query<ViewRow>(
          `select id, created_at, last_seen_at, user_agent from sessions
           where account_id = $1 and ${LIVE} order by last_seen_at desc, id desc`,
          [accountId],
        )
      ).map(toView),
  };
}

/**
 * The lock serialises this with a change of the account: a later change finds the session and ends
 * it. The columns are those of the locked row, not of the statement's snapshot.
 */
const INSERT = `with holder as (
    select ${ACCOUNT_COLUMNS} from accounts a
    where a.id = $2 and a.password_hash = $10 and a.disabled_at is null and a.erased_at is null for share
  ), started as (
    insert into sessions (id, account_id, user_agent, network, second_factor, ends_at,
      current_digest, lineage_digest, current_issued_at, current_expires_at)
    select $1, id, $3, $4, $5, now() + make_interval(secs => $6), $7, $8, now(),
      now() + make_interval(secs => $9) from holder
    returning ends_at
  )
  select * from holder, started`;

const valuesOf = ({ token, ...session }: NewSession) => [
  session.id,
  session.accountId,
  session.userAgent,
  session.network,
  session.secondFactor,
  session.lifeSeconds,
  token?.digest ?? null,
  token?.lineage ?? null,
  token === null ? null : Math.min(token.ttlSeconds, session.lifeSeconds),
  session.passwordHash,
];

interface ViewRow {
  readonly id: SessionId;
  readonly created_at: Date;
  readonly last_seen_at: Date;
  readonly user_agent: string | null;
}

const toView = (row: ViewRow): SessionView => ({
  id: row.id,
  createdAt: row.created_at,
  lastSeenAt: row.last_seen_at,
  userAgent: row.user_agent,
});
