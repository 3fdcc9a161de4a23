import type { RefreshTokenStore, Rotation } from '@concert-mania/core/identity/ports';
import { ACCOUNT_COLUMNS, type AccountRow, toAccount } from './account-store.ts';
import type { Database, Queryable } from './database.ts';

/** Refresh tokens in PostgreSQL, as SHA-256 digests. Time is the database's. */
export function makeRefreshTokenStore(db: Database): RefreshTokenStore {
  return {
    startFamily: async ({ familyId, accountId, digest, ttlSeconds }) => {
      await db.query(
        `insert into refresh_tokens (token_hash, family_id, account_id, expires_at)
         values ($1, $2, $3, now() + make_interval(secs => $4))`,
        [digest, familyId, accountId, ttlSeconds],
      );
    },
    rotate: ({ digest, nextDigest, ttlSeconds }) =>
      db.transaction(async (tx): Promise<Rotation> => {
        const account = await useToken(tx, digest, nextDigest, ttlSeconds);
        if (account) return { kind: 'rotated', account: toAccount(account) };
        const [token] = await tx.query<{ used: boolean }>(
          'select used_at is not null as used from refresh_tokens where token_hash = $1',
          [digest],
        );
        if (!token?.used) return { kind: 'unknown' };
        await revoke(tx, digest);
        return { kind: 'reused' };
      }),
    revokeFamily: (digest) => revoke(db, digest),
  };
}

/**
 * The row lock of the update serialises two uses of one token; the second finds `used_at` set. One revoked token spoils
 * its whole family, also a successor that was being inserted while the others were revoked.
 */
async function useToken(
  tx: Queryable,
  digest: Uint8Array,
  nextDigest: Uint8Array,
  ttlSeconds: number,
): Promise<AccountRow | undefined> {
  const [account] = await tx.query<AccountRow>(
    `with used as (
       update refresh_tokens t set used_at = now()
       where token_hash = $1 and used_at is null and expires_at > now() and not exists (
         select 1 from refresh_tokens r where r.family_id = t.family_id and r.revoked_at is not null
       )
       returning family_id, account_id
     ), next as (
       insert into refresh_tokens (token_hash, family_id, account_id, expires_at)
       select $2, family_id, account_id, now() + make_interval(secs => $3) from used
     )
     select ${ACCOUNT_COLUMNS} from used join accounts a on a.id = used.account_id`,
    [digest, nextDigest, ttlSeconds],
  );
  return account;
}

async function revoke(db: Queryable, digest: Uint8Array): Promise<void> {
  await db.query(
    `update refresh_tokens set revoked_at = now()
     where revoked_at is null
       and family_id = (select family_id from refresh_tokens where token_hash = $1)`,
    [digest],
  );
}
