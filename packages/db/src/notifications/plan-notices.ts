import type { PlannedNotice } from '@concert-mania/core/notifications/model';
import { prepared } from '../connection/database.ts';

/** The process that plans a notice also queues it. A notice still unsent after this long is due. */
const QUEUED_FOR_SECONDS = 120;

// The fan of a reservation that its cancelled performance ended gets only the notice about that.
const NOTIFIED_WITH_SHOW = `n.template in ('reservation_cancelled', 'late_money_refunded', 'hold_expired')
    and exists (select from show_cancellation_items i where i.reservation_id = r.id)`;

/** Whether account `a`, or the holder of desk sale `d`, has an address for channel `c`. */
export const IS_REACHABLE = `case when d.reservation_id is null then c.channel = 'email' or a.phone is not null
    else coalesce(case c.channel when 'email' then d.holder_email else d.holder_phone end, '') <> '' end`;

// The second select does not see the rows that this statement inserts, only those of earlier calls.
export const PLAN_SQL = prepared(`
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

/** The values of `PLAN_SQL`. */
export const planValues = (notices: readonly PlannedNotice[]) => [
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
];
