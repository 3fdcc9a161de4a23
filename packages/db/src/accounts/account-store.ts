import type { Account, AccountLocale, Role } from '@concert-mania/core/identity/model';
import type { AccountStore } from '@concert-mania/core/identity/ports';
import type { EditProfile } from '@concert-mania/core/identity/profile/edit-profile';
import type { Queryable } from '../connection/database.ts';
import { scheduleMails } from './account-mails.ts';

/** The columns of an account that clients may see, from the table alias `a`. */
export const ACCOUNT_COLUMNS = `a.id, a.email, a.name, a.phone, a.role, a.locale,
  a.email_verified_at is not null as email_verified`;

export interface AccountRow {
  id: string;
  email: string;
  name: string;
  phone: string | null;
  role: Role;
  locale: AccountLocale;
  email_verified: boolean;
}

export const toAccount = (row: AccountRow): Account => ({
  id: row.id,
  email: row.email,
  name: row.name,
  phone: row.phone,
  role: row.role,
  locale: row.locale,
  emailVerified: row.email_verified,
});

/** Accounts in PostgreSQL. */
export function makeAccountStore(db: Queryable): AccountStore {
  return {
    insertAccount: async (account, passwordHash) => {
      const inserted = await db.query<{ id: string }>(
        `with inserted as (
           insert into accounts (id, email, password_hash, name, phone, role, locale, email_verified_at)
           values ($1, $2, $3, $4, $5, $6, $7, case when $8::boolean then now() end)
           on conflict (lower(email)) do nothing returning id, email_verified_at
         ), mailed as (${scheduleMails('verify_email', "'signup.' || id, id from inserted where email_verified_at is null")})
         select id from inserted`,
        [
          account.id,
          account.email,
          passwordHash,
          account.name,
          account.phone,
          account.role,
          account.locale,
          account.emailVerified,
        ],
      );
      return inserted.length === 1 ? 'inserted' : 'email_taken';
    },
    findCredentials: async (email) => {
      const [row] = await db.query<AccountRow & { password_hash: string; disabled: boolean }>(
        `select ${ACCOUNT_COLUMNS}, a.password_hash, a.disabled_at is not null as disabled
         from accounts a where lower(a.email) = lower($1) and a.erased_at is null`,
        [email],
      );
      return row
        ? { account: toAccount(row), passwordHash: row.password_hash, disabled: row.disabled }
        : null;
    },
    findAccount: async (id) => {
      const [row] = await db.query<AccountRow>(
        `select ${ACCOUNT_COLUMNS} from accounts a where a.id = $1 and a.erased_at is null`,
        [id],
      );
      return row ? toAccount(row) : null;
    },
    setPasswordHash: async (id, passwordHash, replaced) => {
      const set = await db.query(
        'update accounts set password_hash = $2 where id = $1 and password_hash = $3 returning 1',
        [id, passwordHash, replaced],
      );
      return set.length > 0;
    },
  };
}

/** Changes a profile in one statement. */
export const makeEditProfile =
  (db: Queryable): EditProfile =>
  async (id, { name, phone, locale }) => {
    const [row] = await db.query<AccountRow>(
      `update accounts a set name = coalesce($2, a.name), locale = coalesce($3, a.locale),
         phone = case when $4::boolean then $5 else a.phone end
       where a.id = $1 and a.erased_at is null returning ${ACCOUNT_COLUMNS}`,
      [id, name ?? null, locale ?? null, phone !== undefined, phone ?? null],
    );
    return row ? toAccount(row) : null;
  };
