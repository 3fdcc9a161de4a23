import type { StaffPasswords } from '@concert-mania/core/identity/staff/first-admin';
import type { Database } from '../connection/database.ts';
import { ACCOUNT_COLUMNS, type AccountRow, toAccount } from './account-store.ts';
import { recordAction } from './staff-actions.ts';

type CredentialsRow = AccountRow & {
  readonly password_hash: string;
  readonly initial_password_hash: string | null;
};

/** Staff accounts and their passwords, in PostgreSQL. */
export function makeStaffPasswords(db: Database): StaffPasswords {
  return {
    find: async (email) => {
      const [row] = await db.query<CredentialsRow>(
        `select ${ACCOUNT_COLUMNS}, a.password_hash, a.initial_password_hash from accounts a
         where lower(a.email) = lower($1)`,
        [email],
      );
      return row === undefined
        ? null
        : {
            account: toAccount(row),
            passwordHash: row.password_hash,
            initialHash: row.initial_password_hash,
          };
    },
    hasAdmin: async () =>
      (await db.query(`select from accounts where role = 'admin' and disabled_at is null limit 1`)).length >
      0,
    insert: (account, passwordHash, { initial, by }) =>
      db.transaction(async (tx) => {
        const inserted = await tx.query(
          `insert into accounts (id, email, password_hash, initial_password_hash, name, phone, role, locale,
             email_verified_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, case when $9::boolean then now() end) on conflict (lower(email)) do nothing returning id`,
          [
            account.id,
            account.email,
            passwordHash,
            initial ? passwordHash : null,
            account.name,
            account.phone,
            account.role,
            account.locale,
            account.emailVerified,
          ],
        );
        if (inserted.length === 0) return 'email_taken';
        await recordAction(tx, by, 'account.created', account.id, { role: account.role, initial });
        return 'inserted';
      }),
    setPassword: (id, passwordHash) =>
      db.transaction(async (tx) => {
        await tx.query('update accounts set password_hash = $2 where id = $1', [id, passwordHash]);
        await recordAction(tx, null, 'account.password_set', id);
      }),
    admins: async (limit) =>
      (
        await db.query<{ email: string; password_hash: string }>(
          `select email, password_hash from accounts where role = 'admin' and disabled_at is null
           order by id limit $1`,
          [limit],
        )
      ).map(({ email, password_hash }) => ({ email, passwordHash: password_hash })),
  };
}
