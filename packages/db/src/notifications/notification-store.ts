import { type Channel, type DueNotice, isAboutSeats } from '@concert-mania/core/notifications/model';
import type { NoticeClaim, NoticeStore } from '@concert-mania/core/notifications/ports';
import { prepared, type Queryable } from '../connection/database.ts';
import { type FactsRow, NOTICE_FACTS, toFacts } from './notice-facts.ts';
import { readSeatChange } from './seat-changes.ts';

interface DueRow {
  event_id: string;
  channel: Channel;
  attempts: number;
}

const toDue = (row: DueRow): DueNotice => ({
  eventId: row.event_id,
  channel: row.channel,
  attempts: row.attempts,
});

/**
 * Notices in the `notifications` table. Each change is one statement, so two workers cannot both
 * claim.
 */
export function makeNotificationStore(db: Queryable): NoticeStore {
  return {
    plan: async (notices) => {
      const eventIds = notices.map((notice) => notice.eventId);
      await db.query(PLAN_SQL, [
        eventIds,
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
      const unsent = await db.query<DueRow>(
        `select event_id, channel, attempts from notifications
         where event_id = any($1) and sent_at is null and given_up_at is null`,
        [eventIds],
      );
      return unsent.map(toDue);
    },
    claim: async ({ eventId, channel }, leaseMs): Promise<NoticeClaim> => {
      const [claimed] = await db.query<FactsRow>(CLAIM_SQL, [eventId, channel, leaseMs]);
      if (claimed) {
        const { attempts: attempt, sent_today: sentToday, muted } = claimed;
        const seats = isAboutSeats(claimed.template) ? await readSeatChange(db, eventId) : {};
        return { kind: 'claimed', attempt, sentToday, muted, facts: { ...toFacts(claimed), ...seats } };
      }
      const [row] = await db.query<{ state: 'sent' | 'busy' | 'lapsed' }>(UNCLAIMED_SQL, [eventId, channel]);
      return { kind: row?.state ?? 'unknown' };
    },
    markSent: async ({ eventId, channel }) => {
      const [row] = await db.query<{ waited_ms: number }>(MARK_SENT_SQL, [eventId, channel]);
      return row?.waited_ms ?? 0;
    },
    postpone: async ({ eventId, channel }, delayMs) => {
      await db.query(POSTPONE_SQL, [eventId, channel, delayMs]);
    },
    giveUp: async ({ eventId, channel }, reason) => {
      await db.query(GIVE_UP_SQL, [eventId, channel, reason]);
    },
    takeDue: async ({ againMs, limit }) => {
      const rows = await db.query<DueRow>(TAKE_DUE_SQL, [againMs, limit]);
      return rows.map(toDue);
    },
  };
}

/** The process that plans a notice also queues it. A notice still unsent after this long is due. */
const QUEUED_FOR_SECONDS = 120;

// Its fan gets one notice, when the performance is cancelled.
const NOTIFIED_WITH_SHOW = `n.template in ('reservation_cancelled', 'late_money_refunded', 'hold_expired')
    and exists (select from show_cancellation_items i where i.reservation_id = r.id)`;

/** Whether account `a`, or the holder of desk sale `d`, has an address for channel `c`. */
export const IS_REACHABLE = `case when d.reservation_id is null then c.channel = 'email' or a.phone is not null
    else coalesce(case c.channel when 'email' then d.holder_email else d.holder_phone end, '') <> '' end`;

const PLAN_SQL = `
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
  on conflict do nothing`;

// A given-up notice can be claimed: a person retried its job.
const CLAIM_SQL = prepared(`
  with claimed as (
    update notifications set claimed_until = clock_timestamp() + make_interval(secs => $3::double precision / 1000),
      next_try_at = clock_timestamp() + make_interval(secs => $3::double precision / 1000), attempts = attempts + 1,
      given_up_at = null, given_up_reason = null
    where event_id = $1 and channel = $2 and sent_at is null
      and (claimed_until is null or claimed_until < clock_timestamp())
      and (lapses_at is null or lapses_at > clock_timestamp())
    returning event_id, account_id, channel, template, subject_id, attempts
  )
  ${NOTICE_FACTS}`);

// Reads the row as it was before this statement gives it up.
const UNCLAIMED_SQL = prepared(`
  with lapsed as (
    update notifications set given_up_at = clock_timestamp(), given_up_reason = 'lapsed'
    where event_id = $1 and channel = $2 and sent_at is null and given_up_at is null
      and lapses_at <= clock_timestamp() and (claimed_until is null or claimed_until < clock_timestamp())
  )
  select case when sent_at is not null then 'sent' when claimed_until > clock_timestamp() then 'busy'
    when lapses_at <= clock_timestamp() then 'lapsed' else 'busy' end as state
  from notifications where event_id = $1 and channel = $2`);

const MARK_SENT_SQL = prepared(`
  update notifications set sent_at = coalesce(sent_at, clock_timestamp()), claimed_until = null,
    given_up_at = null, given_up_reason = null
  where event_id = $1 and channel = $2
  returning extract(epoch from sent_at - created_at)::float8 * 1000 as waited_ms`);

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
    order by next_try_at limit $2 for update skip locked
  ) as due
  where n.event_id = due.event_id and n.channel = due.channel
  returning n.event_id, n.channel, n.attempts`;
