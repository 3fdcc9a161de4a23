import type { DueNotice, NoticeKey } from '@concert-mania/core/notifications/model';
import type { NoticeStore } from '@concert-mania/core/notifications/ports';
import { batchByTurn, batchWhileBusy } from '@concert-mania/runtime/async/batch-calls';
import { prepared, type Queryable } from '../connection/database.ts';
import { arraysOf, claimTogether, GIVEN, type KeyRow, nameOf, nameOfRow } from './claim-notices.ts';
import { PLAN_SQL, planValues } from './plan-notices.ts';

interface DueRow extends KeyRow {
  attempts: number;
}

const toDue = (row: DueRow): DueNotice => ({
  eventId: row.event_id,
  channel: row.channel,
  attempts: row.attempts,
});

/** The most notices of one statement that claims or marks. */
const MOST_AT_ONCE = 100;

/**
 * Notices in the `notifications` table. Claims of one turn share a statement, and so do marks while
 * another is being written. Two workers cannot both claim a notice.
 */
export function makeNotificationStore(db: Queryable): NoticeStore {
  const claim = batchByTurn(
    (group, keys: readonly NoticeKey[]) => claimTogether(db, keys, Number(group)),
    MOST_AT_ONCE,
  );
  const markSent = batchWhileBusy((keys: readonly NoticeKey[]) => markTogether(db, keys), {
    most: MOST_AT_ONCE,
    concurrency: 1,
  });
  return {
    plan: async (notices) => {
      const rows = await db.query<DueRow>(PLAN_SQL, planValues(notices));
      return rows.map(toDue);
    },
    claim: (key, leaseMs) => claim(String(leaseMs), key),
    markSent,
    postpone: async ({ eventId, channel }, delayMs) => {
      await db.query(POSTPONE_SQL, [eventId, channel, delayMs]);
    },
    putBack: async ({ eventId, channel }, delayMs) => {
      await db.query(PUT_BACK_SQL, [eventId, channel, delayMs]);
    },
    giveUp: async ({ eventId, channel }, reason) => {
      await db.query(GIVE_UP_SQL, [eventId, channel, reason]);
    },
    takeDue: async ({ againMs, limit, channels }) => {
      const rows = await db.query<DueRow>(TAKE_DUE_SQL, [againMs, limit, channels]);
      return rows.map(toDue);
    },
  };
}

async function markTogether(db: Queryable, keys: readonly NoticeKey[]): Promise<readonly number[]> {
  const rows = await db.query<KeyRow & { waited_ms: number }>(MARK_SENT_SQL, arraysOf(keys));
  const waited = new Map(rows.map((row) => [nameOfRow(row), row.waited_ms]));
  return keys.map((key) => waited.get(nameOf(key)) ?? 0);
}

const MARK_SENT_SQL = prepared(`
  update notifications n set sent_at = coalesce(sent_at, clock_timestamp()), claimed_until = null,
    given_up_at = null, given_up_reason = null
  from ${GIVEN} where n.event_id = k.event_id and n.channel = k.channel
  returning n.event_id, n.channel, extract(epoch from n.sent_at - n.created_at)::float8 * 1000 as waited_ms`);

const POSTPONE_SQL = prepared(`
  update notifications set claimed_until = null,
    next_try_at = clock_timestamp() + make_interval(secs => $3::double precision / 1000)
  where event_id = $1 and channel = $2`);

// `attempts` is a part of the names of jobs, so it stays.
const PUT_BACK_SQL = prepared(`
  update notifications set claimed_until = null, waits = waits + 1,
    next_try_at = clock_timestamp() + make_interval(secs => $3::double precision / 1000)
  where event_id = $1 and channel = $2`);

const GIVE_UP_SQL = prepared(`
  update notifications set claimed_until = null, given_up_at = coalesce(given_up_at, clock_timestamp()),
    given_up_reason = $3
  where event_id = $1 and channel = $2 and sent_at is null`);

const TAKE_DUE_SQL = `
  update notifications n
  set next_try_at = clock_timestamp() + make_interval(secs => $1::double precision / 1000)
  from (
    select event_id, channel from notifications
    where sent_at is null and given_up_at is null and next_try_at < clock_timestamp()
      and channel = any($3::text[])
    order by next_try_at limit $2 for update skip locked
  ) as due
  where n.event_id = due.event_id and n.channel = due.channel
  returning n.event_id, n.channel, n.attempts`;
