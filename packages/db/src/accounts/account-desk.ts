import {
  type AccountChange,
  type AccountDesk,
  decideAccountChange,
  type ManagedAccount,
  type StaffMember,
} from '@concert-mania/core/identity/staff/staff-accounts';
import { ok, refuse } from '@concert-mania/core/shared/result';
import { lockByName } from '../connection/advisory-locks.ts';
import type { Database, Queryable } from '../connection/database.ts';
import { ACCOUNT_COLUMNS, type AccountRow, toAccount } from './account-store.ts';
import { recordAction } from './staff-actions.ts';

type ManagedRow = AccountRow & {
  readonly disabled_at: Date | null;
  readonly created_at: Date;
  readonly second_factor: boolean;
};

const HAS_FACTOR = `exists (select from second_factors where account_id = a.id and confirmed_at is not null)`;
const SELECT = `select ${ACCOUNT_COLUMNS}, a.disabled_at, a.created_at, ${HAS_FACTOR} as second_factor from accounts a`;
const MATCHES = `(strpos(lower(a.email), lower($3)) > 0 or strpos(lower(a.name), lower($3)) > 0
  or ($3 ~ '^[+0-9][0-9 -]*[0-9]$' and regexp_replace(a.phone, '[^0-9]', '', 'g')
    like '%' || regexp_replace($3, '^0|[^0-9]', '', 'g')) or a.id = $3)`;

// Removing an account's old sessions would lose its last use, so its last login replaces it.
const STAFF = `select a.id, a.email, a.name, a.role, a.disabled_at as "disabledAt",
    ${HAS_FACTOR} as "secondFactor",
    coalesce((select max(created_at) from sessions where account_id = a.id), a.last_seen_at) as "lastLoginAt"
  from accounts a where a.role <> 'user' order by a.role, lower(a.email)`;

const toManaged = (row: ManagedRow): ManagedAccount => ({
  ...toAccount(row),
  disabledAt: row.disabled_at,
  createdAt: row.created_at,
  secondFactor: row.second_factor,
});

/** Accounts as staff manage them, in PostgreSQL. */
export function makeAccountDesk(db: Database): AccountDesk {
  return {
    find: (id) => findManaged(db, id),
    staff: () => db.query<StaffMember>(STAFF),
    list: async ({ filter, before, limit }) => {
      const rows = await db.query<ManagedRow>(
        `${SELECT} where ($1::text is null or a.id < $1) and ($2::text is null or a.role = $2)
           and ($3::text is null or ${MATCHES}) order by a.id desc limit $4`,
        [before, filter.role, filter.text, limit + 1],
      );
      return { items: rows.slice(0, limit).map(toManaged), more: rows.length > limit };
    },
    change: (id, by, wanted) =>
      db.transaction(async (tx) => {
        await lockAdministrators(tx);
        const account = await findManaged(tx, id, 'and a.erased_at is null for update');
        if (account === null) return refuse({ code: 'account_not_found' });
        const decided = decideAccountChange(account, await countOtherAdmins(tx, id), wanted);
        if (!decided.ok) return decided;
        await apply(tx, id, decided.value);
        if (Object.keys(decided.value).length > 0) {
          await recordAction(tx, by, 'account.changed', id, { from: stateOf(account), ...decided.value });
        }
        const changed = await findManaged(tx, id);
        if (changed === null) throw new Error(`account ${id} vanished during its change`);
        return ok({ account: changed, changed: decided.value });
      }),
  };
}

const stateOf = ({ role, disabledAt }: ManagedAccount) => ({ role, disabled: disabledAt !== null });

async function findManaged(tx: Queryable, id: string, more = ''): Promise<ManagedAccount | null> {
  const [row] = await tx.query<ManagedRow>(`${SELECT} where a.id = $1 ${more}`, [id]);
  return row ? toManaged(row) : null;
}

/** Without this lock, two administrators could demote each other at the same time. */
export async function lockAdministrators(tx: Queryable): Promise<void> {
  await lockByName(tx, 'administrators');
}

export async function countOtherAdmins(tx: Queryable, id: string): Promise<number> {
  const [row] = await tx.query<{ admins: number }>(
    `select count(*)::int as admins from accounts where role = 'admin' and disabled_at is null and erased_at is null and id <> $1`,
    [id],
  );
  return row?.admins ?? 0;
}

async function apply(tx: Queryable, id: string, { role, disabled }: AccountChange): Promise<void> {
  await tx.query(
    `update accounts set role = coalesce($2, role), disabled_at = case $3::boolean
       when true then now() when false then null else disabled_at end where id = $1`,
    [id, role ?? null, disabled ?? null],
  );
}
