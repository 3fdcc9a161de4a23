import type { Actor, StaffAction, StaffActions } from '@concert-mania/core/identity/staff/staff-actions';
import type { Queryable } from '../connection/database.ts';

/** Records an action in the caller's transaction. `by` is null for the command line. */
export async function recordAction(
  tx: Queryable,
  by: Actor | null,
  action: string,
  subject: string | null,
  details: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await tx.query(
    `insert into staff_actions (account_id, action, subject, request_id, details)
     values ($1, $2, $3, $4, $5)`,
    [by?.accountId ?? null, action, subject, by?.requestId ?? null, JSON.stringify(details)],
  );
}

/** The log of staff actions, in PostgreSQL. */
export function makeStaffActions(db: Queryable): StaffActions {
  return {
    record: (by, action, subject, details) => recordAction(db, by, action, subject, details),
    list: async ({ filter, before, limit }) => {
      const rows = await db.query<StaffAction>(
        `select id::text, at, account_id as "accountId", action, subject, request_id as "requestId", details
         from staff_actions
         where ($1::bigint is null or id < $1)
           and ($2::text is null or account_id = $2)
           and ($3::text is null or action = $3)
           and ($4::text is null or subject = $4)
           and ($5::timestamptz is null or at >= $5)
           and ($6::timestamptz is null or at < $6)
         order by staff_actions.id desc limit $7`,
        [before, filter.accountId, filter.action, filter.subject, filter.from, filter.to, limit + 1],
      );
      return { items: rows.slice(0, limit), more: rows.length > limit };
    },
  };
}
