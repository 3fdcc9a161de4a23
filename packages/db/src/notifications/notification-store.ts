import {
  type Channel,
  type DueNotice,
  isAboutSeats,
  type NoticeKey,
} from '@concert-mania/core/notifications/model';
import type { NoticeClaim, NoticeStore } from '@concert-mania/core/notifications/ports';
import { batchByTurn, batchWhileBusy } from '@concert-mania/runtime/async/batch-calls';
import { prepared, type Queryable } from '../connection/database.ts';
import { type FactsRow, NOTICE_FACTS, toFacts } from './notice-facts.ts';
import { readSeatChange } from './seat-changes.ts';

interface KeyRow {
  event_id: string;
  channel: Channel;
}

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
      const rows = await db.query<DueRow>(PLAN_SQL, [
        notices.map((notice) => notice.eventId),
        notices.map((notice) => notice.template),
        notices.map((notice) => ('reservationId' in notice ? notice.reservationId : null)),
        notices.map((notice) => (notice.template === 'admitted' ? notice.accountId : null)),
        notices.map((notice) => (notice.template === 'admitted' ? notice.concertId : null)),
        notices.map((notice) =>
          (notice.template === 'admitted' ? notice.admittedAt : notice.lapsesAt).toISOString(),
        ),
        notices.map((notice) => ('refundId' in notice ? notice.refundId : null)),
        QUEUED_FOR_SECONDS,
      ]);
      return rows.map(toDue);
    },
    claim: (key, leaseMs) => claim(String(leaseMs), key),
    markSent,
    postpone: async ({ eventId, channel }, delayMs) => {
      await db.query(POSTPONE_SQL, [eventId, channel, delayMs]);
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

const nameOf = ({ eventId, channel }: NoticeKey): string => `${eventId}.${channel}`;
const nameOfRow = (row: KeyRow): string => nameOf({ eventId: row.event_id, channel: row.channel });
const arraysOf = (keys: readonly NoticeKey[]) =>
  [keys.map(({ eventId }) => eventId), keys.map(({ channel }) => channel)] as const;

async function claimTogether(
  db: Queryable,
  keys: readonly NoticeKey[],
  leaseMs: number,
): Promise<readonly (NoticeClaim | Promise<NoticeClaim>)[]> {
  const claims = new Map<string, NoticeClaim | Promise<NoticeClaim>>();
  for (const row of await db.query<KeyRow & FactsRow>(CLAIM_SQL, [...arraysOf(keys), leaseMs])) {
    claims.set(nameOfRow(row), isAboutSeats(row.template) ? claimOfSeats(db, row) : claimOf(row));
  }
  const others = keys.filter((key) => !claims.has(nameOf(key)));
  if (others.length > 0) {
    const rows = await db.query<KeyRow & { state: 'sent' | 'busy' | 'lapsed' }>(
      UNCLAIMED_SQL,
      arraysOf(others),
    );
    for (const row of rows) claims.set(nameOfRow(row), { kind: row.state });
  }
  // A notice that is asked for twice is claimed for the first who asked.
  return keys.map((key, index) => {
    const isFirst = keys.findIndex((other) => nameOf(other) === nameOf(key)) === index;
    return isFirst ? (claims.get(nameOf(key)) ?? { kind: 'unknown' }) : { kind: 'busy' };
  });
}

const claimOf = (row: FactsRow, seats = {}): NoticeClaim => {
  const { attempts: attempt, sent_today: sentToday, muted } = row;
  return { kind: 'claimed', attempt, sentToday, muted, facts: { ...toFacts(row), ...seats } };
};

/** Fails alone if the reservation's events cannot be read. */
const claimOfSeats = async (db: Queryable, row: KeyRow & FactsRow): Promise<NoticeClaim> =>
  claimOf(row, await readSeatChange(db, row.event_id));

async function markTogether(db: Queryable, keys: readonly NoticeKey[]): Promise<readonly number[]> {
  const rows = await db.query<KeyRow & { waited_ms: number }>(MARK_SENT_SQL, arraysOf(keys));
  const waited = new Map(rows.map((row) => [nameOfRow(row), row.waited_ms]));
  return keys.map((key) => waited.get(nameOf(key)) ?? 0);
}

/** The process that plans a notice also queues it. A notice still unsent after this long is due. */
const QUEUED_FOR_SECONDS = 120;

// Its fan gets one notice, when the performance is cancelled.
const NOTIFIED_WITH_SHOW = `n.template in ('reservation_cancelled', 'late_money_refunded', 'hold_expired')
    and exists (select from show_cancellation_items i where i.reservation_id = r.id)`;

/** Whether account `a`, or the holder of desk sale `d`, has an address for channel `c`. */
export const IS_REACHABLE = `case when d.reservation_id is null then c.channel = 'email' or a.phone is not null
    else coalesce(case c.channel when 'email' then d.holder_email else d.holder_phone end, '') <> '' end`;

// The second part sees the rows of earlier calls only.
const PLAN_SQL = prepared(`
  with planned as (
  insert into notifications (event_id, channel, account_id, template, subject_id, lapses_at, next_try_at)
  select n.event_id, c.channel, a.id, n.template, coalesce(r.id, n.concert_id),
    n.at + case n.template when 'admitted' then make_interval(secs => k.claim_seconds) else '0' end,
    clock_timestamp() + make_interval(secs => $8)
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[])
    as n (event_id, template, reservation_id, account_id, concert_id, at, refund_id)
  left join refunds f on f.id = n.refund_id
  left join payments p on p.id = f.payment_id
  left join reservations r on r.id = coalesce(n.reservation_id, p.reservation_id)
  left join concerts k on k.id = n.concert_id
  join accounts a on a.id = coalesce(r.account_id, n.account_id) and a.erased_at is null
  cross join (values ('email'), ('sms')) as c (channel)
  left join desk_sales d on d.reservation_id = r.id
  where ${IS_REACHABLE}
    and not (${NOTIFIED_WITH_SHOW})
  on conflict do nothing
  returning event_id, channel, attempts
  )
  select event_id, channel, attempts from planned
  union all
  select event_id, channel, attempts from notifications
  where event_id = any($1) and sent_at is null and given_up_at is null`);

const GIVEN = 'unnest($1::text[], $2::text[]) as k (event_id, channel)';

// A given-up notice can be claimed: a person retried its job. A locked row is being claimed.
const CLAIM_SQL = prepared(`
  with free as (
    select n.event_id, n.channel from ${GIVEN} join notifications n using (event_id, channel)
    where n.sent_at is null and (n.claimed_until is null or n.claimed_until < clock_timestamp())
      and (n.lapses_at is null or n.lapses_at > clock_timestamp())
    for update of n skip locked
  ), claimed as (
    update notifications n set claimed_until = clock_timestamp() + make_interval(secs => $3::double precision / 1000),
      next_try_at = clock_timestamp() + make_interval(secs => $3::double precision / 1000), attempts = attempts + 1,
      given_up_at = null, given_up_reason = null
    from free where n.event_id = free.event_id and n.channel = free.channel
    returning n.event_id, n.account_id, n.channel, n.template, n.subject_id, n.attempts
  )
  ${NOTICE_FACTS}`);

// Reads the rows as they were before this statement gives them up.
const UNCLAIMED_SQL = prepared(`
  with lapsed as (
    update notifications n set given_up_at = clock_timestamp(), given_up_reason = 'lapsed'
    from ${GIVEN} where n.event_id = k.event_id and n.channel = k.channel
      and n.sent_at is null and n.given_up_at is null and n.lapses_at <= clock_timestamp()
      and (n.claimed_until is null or n.claimed_until < clock_timestamp())
  )
  select event_id, channel, case when sent_at is not null then 'sent' when claimed_until > clock_timestamp() then 'busy'
    when lapses_at <= clock_timestamp() then 'lapsed' else 'busy' end as state
  from ${GIVEN} join notifications using (event_id, channel)`);

const MARK_SENT_SQL = prepared(`
  update notifications n set sent_at = coalesce(sent_at, clock_timestamp()), claimed_until = null,
    given_up_at = null, given_up_reason = null
  from ${GIVEN} where n.event_id = k.event_id and n.channel = k.channel
  returning n.event_id, n.channel, extract(epoch from n.sent_at - n.created_at)::float8 * 1000 as waited_ms`);

const POSTPONE_SQL = prepared(`
  update notifications set claimed_until = null,
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
