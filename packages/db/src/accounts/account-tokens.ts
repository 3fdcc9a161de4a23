import { createHash, randomBytes } from 'node:crypto';
import type { AccountTokens, TokenPurpose } from '@concert-mania/core/identity/account-tokens';
import type { PasswordResets } from '@concert-mania/core/identity/reset-password';
import type { AccountId } from '@concert-mania/core/shared/ids';
import type { Database, Queryable } from '../connection/database.ts';
import { endAllSessions } from './sessions/end-all-sessions.ts';

const TOKEN_BYTES = 32;
const TOKEN = /^[\w-]{43}$/;

const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Uses up a token and all others of its account and purpose. Null if it is not valid. */
export async function useToken(
  tx: Queryable,
  token: string,
  purpose: TokenPurpose,
): Promise<AccountId | null> {
  if (!TOKEN.test(token)) return null;
  const [used] = await tx.query<{ account_id: AccountId }>(
    `with used as (${USABLE} for update of t), gone as (
       delete from account_tokens t using used u where t.account_id = u.account_id and t.purpose = $2
     )
     select account_id from used`,
    [digestOf(token), purpose],
  );
  return used?.account_id ?? null;
}

/** Password resets by mailed tokens. */
export const makePasswordResets = (db: Database): PasswordResets => ({
  findEmail: async (token) => {
    if (!TOKEN.test(token)) return null;
    const [found] = await db.query<{ email: string }>(`select email from accounts where id = (${USABLE})`, [
      digestOf(token),
      'reset_password',
    ]);
    return found?.email ?? null;
  },
  use: (token, passwordHash) =>
    db.transaction(async (tx) => {
      const accountId = await useToken(tx, token, 'reset_password');
      if (accountId === null) return null;
      await tx.query('update accounts set password_hash = $2 where id = $1', [accountId, passwordHash]);
      // A stranger may have signed up with this address. Their second factor must not lock out the
      // owner.
      await tx.query(
        `delete from second_factors using accounts a
         where account_id = $1 and a.id = account_id and a.email_verified_at is null`,
        [accountId],
      );
      await markVerified(tx, accountId);
      return { accountId, ended: await endAllSessions(tx, accountId, null) };
    }),
});

/** Verifies the address that the token was mailed to. */
export const makeVerifyEmail =
  (db: Database) =>
  (token: string): Promise<AccountId | null> =>
    db.transaction(async (tx) => {
      const id = await useToken(tx, token, 'verify_email');
      if (id !== null) await markVerified(tx, id);
      return id;
    });

export async function markVerified(tx: Queryable, id: AccountId): Promise<void> {
  await tx.query(
    'update accounts set email_verified_at = now() where id = $1 and email_verified_at is null',
    [id],
  );
}

export const makeIsEmailVerified =
  (db: Queryable) =>
  async (id: AccountId): Promise<boolean> =>
    (await db.query('select from accounts where id = $1 and email_verified_at is not null', [id])).length > 0;

const USABLE = `select t.account_id from account_tokens t join accounts a on a.id = t.account_id
  where t.digest = $1 and t.purpose = $2 and t.expires_at > clock_timestamp()
    and a.erased_at is null and a.disabled_at is null`;

/** Mailed tokens: 256 random bits, stored as SHA-256. */
export const makeAccountTokens = (db: Queryable): AccountTokens => ({
  issue: async (accountId, purpose, lifeSeconds) => {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const issued = await db.query(
      `insert into account_tokens (digest, account_id, purpose, expires_at)
       select $1, id, $3, clock_timestamp() + make_interval(secs => $4) from accounts
       where id = $2 and erased_at is null and disabled_at is null returning 1`,
      [digestOf(token), accountId, purpose, lifeSeconds],
    );
    return issued.length === 1 ? token : null;
  },
});
