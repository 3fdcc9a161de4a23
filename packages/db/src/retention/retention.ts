import { BOX_OFFICE_ACCOUNT } from '@concert-mania/core/box-office/decide-sale';
import type { RetainedKind, RetentionStore } from '@concert-mania/core/retention/retention';
import type { Queryable } from '../connection/database.ts';

interface OldRows {
  readonly table: string;
  /** The SQL condition for a row `t` that is too old; `cutoff` is the oldest time to keep. */
  readonly old: string;
  /**
   * The locking clause. `staff_actions` has none: locking its rows needs the right to update them.
   */
  readonly lock?: 'row' | 'row and account' | 'none';
  /** Tables whose rows of a removed account go with it. */
  readonly tablesOfAccount?: readonly string[];
  /** The columns to empty, if the row itself is kept. */
  readonly emptied?: string;
}

/** A row that names an account here shows that it did something. */
const USED_BY = [
  ...['reservations', 'payments', 'wallets', 'top_up_orders', 'second_factors', 'staff_actions'].map(
    (table) => [table, 'account_id'] as const,
  ),
  ['show_cancellations', 'account_id'],
  ['desk_sales', 'sold_by'],
  ['seat_blocks', 'blocked_by'],
  ['stuck_money', 'settled_by'],
] as const;

const OLD_ROWS: Readonly<Record<RetainedKind, OldRows>> = {
  // Outcomes of payments and refunds prove the answer that the fan received, so they stay.
  command_outcomes: {
    table: 'command_outcomes',
    old: `t.decided_at < cutoff and not exists (select from payments p where p.job_id = t.job_id)
      and not exists (select from refunds f where f.job_id = t.job_id)`,
  },
  // A notice that may still be sent stays: its row prevents sending it twice.
  notices: {
    table: 'notifications',
    old: `coalesce(t.sent_at, t.given_up_at) < cutoff and (t.lapses_at is null or t.lapses_at < cutoff)`,
  },
  account_tokens: { table: 'account_tokens', old: 't.expires_at < cutoff' },
  password_reset_requests: { table: 'password_reset_requests', old: 't.created_at < cutoff' },
  sessions: {
    table: 'sessions',
    old: 'least(t.revoked_at, t.ends_at, t.current_expires_at) < cutoff',
    lock: 'row and account',
  },
  refresh_tokens: { table: 'refresh_tokens', old: 't.expires_at < cutoff' },
  top_up_orders: { table: 'top_up_orders', old: 't.expires_at < cutoff' },
  // The oldest comparison limits the stored list; the newest defines the next day.
  gateway_comparisons: {
    table: 'gateway_comparisons',
    old: `t.compared_at is not null and t.day < (cutoff at time zone 'Asia/Seoul')::date`,
  },
  gateway_differences: { table: 'gateway_differences', old: 't.resolved_at < cutoff' },
  webhook_deliveries: { table: 'webhook_deliveries', old: 't.received_at < cutoff' },
  // The admitted scan of a ticket says who was first, so it stays.
  check_ins: {
    table: 'check_ins',
    old: `t.decided_at < cutoff and not exists (
      select from tickets k where k.id = t.ticket_id and k.used_scan_id = t.scan_id)`,
  },
  // The sale stays with its payment. Its holder has no account that could be erased.
  desk_holders: {
    table: 'desk_sales',
    old: 't.holder_name is not null and t.sold_at < cutoff',
    emptied: 'holder_name = null, holder_email = null, holder_phone = null, note = null',
  },
  staff_actions: { table: 'staff_actions', old: 't.keep_until < cutoff', lock: 'none' },
  // An account that an administrator disabled stays: its owner must not sign up again.
  unverified_accounts: {
    table: 'accounts',
    old: `t.email_verified_at is null and t.role = 'user' and t.disabled_at is null and t.erased_at is null
      and t.id <> '${BOX_OFFICE_ACCOUNT}' and greatest(t.created_at, t.last_seen_at) < cutoff
      and not exists (select from sessions s where s.account_id = t.id
        and least(s.revoked_at, s.ends_at, s.current_expires_at) >= cutoff)
      ${USED_BY.map(([table, account]) => `and not exists (select from ${table} u where u.${account} = t.id)`).join(' ')}`,
    tablesOfAccount: ['sessions', 'refresh_tokens', 'account_tokens'],
  },
};

/** 2 MiB at PostgreSQL's page size. */
const PAGES = 256;
const MOST_ROWS = 500;

const LOCKS = {
  row: 'for update of t skip locked',
  'row and account': 'for update of t skip locked for no key update of a skip locked',
  none: '',
} as const;

/**
 * Walks the table in its physical order, without an index: one on the age of outcomes would slow
 * every hold. Takes no waiting locks. The position is kept in this process.
 */
const removeSql = ({ table, old, lock = 'row', tablesOfAccount = [], emptied }: OldRows): string => `
  with removed as (
    ${emptied ? `update ${table} t set ${emptied}` : `delete from ${table} t`} where t.ctid = any(array(
      select t.ctid from ${table} t ${lock === 'row and account' ? 'join accounts a on a.id = t.account_id' : ''}
      where t.ctid >= $2::tid and t.ctid < $3::tid and ${old.replaceAll('cutoff', `(now() - $1 * interval '1 day')`)}
      limit ${MOST_ROWS} ${LOCKS[lock]}
    )) returning *
  )${table === 'sessions' ? `, ${NOTE_LAST_SEEN}` : ''}${tablesOfAccount.map(removeWithAccount).join('')}
  select (select count(*) from removed) as removed,
    pg_relation_size('${table}') / current_setting('block_size')::bigint as pages`;

/** In the same statement: the references are checked at its end. */
const removeWithAccount = (table: string) =>
  `, of_${table} as (delete from ${table} o using removed a where o.account_id = a.id)`;

const NOTE_LAST_SEEN = `noted as (
    update accounts a set last_seen_at = greatest(a.last_seen_at, s.seen_at)
    from (select account_id, max(last_seen_at) as seen_at from removed group by account_id) as s
    where a.id = s.account_id and a.erased_at is null
  )`;

/** Removes old rows in small steps. Several processes can share the work. */
export function makeRetentionStore(db: Queryable): RetentionStore {
  const pages = new Map<RetainedKind, number>();
  return {
    removeSome: async (kind, days) => {
      const from = pages.get(kind) ?? 0;
      const [step] = await db.query<{ removed: number; pages: number }>(removeSql(OLD_ROWS[kind]), [
        days,
        `(${from},0)`,
        `(${from + PAGES},0)`,
      ]);
      if (!step) throw new Error(`the removal of old ${kind} returned no row`);
      const next = step.removed === MOST_ROWS ? from : from + PAGES;
      const done = next >= step.pages;
      pages.set(kind, done ? 0 : next);
      return { removed: step.removed, done };
    },
  };
}
