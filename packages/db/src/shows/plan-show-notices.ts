import { NOTICE_LIFE_SECONDS, type ShowTemplate } from '@concert-mania/core/notifications/model';
import type { ReservationId } from '@concert-mania/core/shared/ids';
import type { Queryable } from '../connection/database.ts';
import { IS_REACHABLE } from '../notifications/plan-notices.ts';

// They are due at once, and a notification-worker queues what is due.
const PLAN = `
  insert into notifications (event_id, channel, account_id, template, subject_id, lapses_at)
  select $1 || '.' || r.id, c.channel, a.id, $2, r.id, now() + make_interval(secs => $4)
  from reservations r
  join accounts a on a.id = r.account_id and a.erased_at is null
  cross join (values ('email'), ('sms')) as c (channel)
  left join desk_sales d on d.reservation_id = r.id
  where r.id = any($3) and ${IS_REACHABLE}
  on conflict do nothing`;

/**
 * Plans one notice per reservation and channel about a change of its performance. `change` names
 * the change: the same one has one notice.
 */
export async function planShowNotices(
  tx: Queryable,
  change: string,
  template: ShowTemplate,
  reservationIds: readonly ReservationId[],
): Promise<void> {
  if (reservationIds.length === 0) return;
  await tx.query(PLAN, [change, template, reservationIds, NOTICE_LIFE_SECONDS.reservation_cancelled]);
}
