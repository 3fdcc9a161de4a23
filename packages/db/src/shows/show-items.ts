import { BOX_OFFICE_ACCOUNT } from '@concert-mania/core/box-office/decide-sale';
import { LIVE_STATUSES } from '@concert-mania/core/holds/model';
import type { PerformanceId, ReservationId } from '@concert-mania/core/shared/ids';
import type { ReservationToEnd } from '@concert-mania/core/shows/ports';
import type { Queryable } from '../connection/database.ts';
import { planShowNotices } from './plan-show-notices.ts';

// Live reservations own seats, so they are found by the seats of the performance.
const LIST_LIVE = `
  insert into show_cancellation_items (reservation_id, performance_id, was, at_desk)
  select r.id, r.performance_id, r.status, r.account_id = '${BOX_OFFICE_ACCOUNT}'
  from reservations r
  where r.status = any($2) and r.id in (
    select s.reservation_id from seats s where s.performance_id = $1 and s.reservation_id is not null)
  on conflict do nothing returning reservation_id`;

/** Lists the live reservations of a cancelled performance, and plans one notice for each. */
export async function listLive(tx: Queryable, performanceId: PerformanceId): Promise<number> {
  const listed = await tx.query<{ reservation_id: ReservationId }>(LIST_LIVE, [performanceId, LIVE_STATUSES]);
  const notified = listed.map((item) => item.reservation_id);
  await planShowNotices(tx, `${performanceId}.cancelled`, 'performance_cancelled', notified);
  return listed.length;
}

/** A refund in progress of reservation `r`. */
const HAS_OPEN_REFUND = `exists (select from payments p join refunds f on f.payment_id = p.id
    where p.reservation_id = r.id and f.status = 'in_progress')`;

const NEXT = `
  select r.id, r.account_id from show_cancellation_items i join reservations r on r.id = i.reservation_id
  where i.performance_id = $1 and not i.at_desk
    and (r.status = 'held' and r.expires_at > now() or r.status = 'confirmed' and not ${HAS_OPEN_REFUND})
  order by r.id limit $2`;

/** Up to `limit` reservations of a cancelled performance that can be ended now. */
export async function nextToEnd(
  db: Queryable,
  performanceId: PerformanceId,
  limit: number,
): Promise<readonly ReservationToEnd[]> {
  const rows = await db.query<{ id: string; account_id: string }>(NEXT, [performanceId, limit]);
  return rows.map((row) => ({ reservationId: row.id, accountId: row.account_id }));
}

/** Of cancelled performance `c`: refunds that wait for the gateway and not for a person. */
export const UNANSWERED = `(select count(*)::int from refunds f join payments p on p.id = f.payment_id
    join show_cancellation_items i on i.reservation_id = p.reservation_id
    where f.status = 'in_progress' and i.performance_id = c.performance_id
      and not exists (select from stuck_money s where s.refund_id = f.id and s.settled_at is null))`;

/**
 * The items of cancelled performance `c` with their states: `open` has seats, a payment or a refund
 * that has not ended; `stuck` waits for a person.
 */
export const ITEMS = `
  select i.reservation_id, i.at_desk, r.total_amount,
    r.status in ('held', 'paying', 'confirmed', 'cancelling') or ${HAS_OPEN_REFUND} or exists (select from payments p
      where p.reservation_id = r.id and p.status = 'in_progress') as open,
    exists (select from payments p join stuck_money s on s.payment_id = p.id where p.reservation_id = r.id
      and s.settled_at is null and s.kind in ('refund_refused', 'payment_unclear')) as stuck,
    (select coalesce(sum(f.amount), 0) from payments p join refunds f on f.payment_id = p.id
      where p.reservation_id = r.id and f.status = 'completed' and f.created_at >= c.started_at) as refunded
  from show_cancellation_items i join reservations r on r.id = i.reservation_id
  where i.performance_id = c.performance_id`;
