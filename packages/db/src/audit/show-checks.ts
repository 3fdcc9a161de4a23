import { sqlCheck } from './check.ts';

/** Refunds may take as long as the gateway needs, but a hold or a payment ends by itself. */
const GRACE_SECONDS = 60;

const STUCK = `exists (select from payments p join stuck_money s on s.payment_id = p.id
    where p.reservation_id = r.id and s.settled_at is null)`;
const REFUNDING = `exists (select from payments p join refunds f on f.payment_id = p.id
    where p.reservation_id = r.id and f.status = 'in_progress')`;
const PAYING = `exists (select from payments p where p.reservation_id = r.id and p.status = 'in_progress')`;

/** Invariants of cancelled performances. */
export const showChecks = [
  sqlCheck(
    'cancelled-performances-have-no-live-seat',
    'a cancelled performance has no live seat once its refunds are done, but those that are refunded, stuck or paid back at the desk',
    `select s.performance_id || ' seat ' || s.seat_number as subject,
       'belongs to ' || r.id || ', which is ' || r.status || ' although the performance was cancelled' as detail
     from show_cancellations c
     join seats s on s.performance_id = c.performance_id and s.reservation_id is not null
     join reservations r on r.id = s.reservation_id
     left join show_cancellation_items i on i.reservation_id = r.id
     where c.finished_at < now() - make_interval(secs => $1) and not coalesce(i.at_desk, false)
       and not ${STUCK} and not ${REFUNDING} and not ${PAYING}`,
    (terms) => [terms.overdueGraceSeconds + GRACE_SECONDS],
  ),
  sqlCheck(
    'cancelled-performances-are-refunded-in-full',
    'a reservation of a cancelled performance keeps no fee for seats that were cancelled with it',
    `select f.id as subject, 'keeps ' || f.fee_amount || ' won of ' || p.reservation_id
       || ' although its performance was cancelled' as detail
     from show_cancellations c
     join show_cancellation_items i on i.performance_id = c.performance_id and not i.at_desk
     join payments p on p.reservation_id = i.reservation_id
     join refunds f on f.payment_id = p.id and f.created_at > c.started_at and f.fee_amount > 0`,
  ),
  sqlCheck(
    'cancelled-performances-are-closed',
    'a cancelled performance has a cancellation and no open sale',
    `select p.id as subject, case when c.performance_id is null then 'is cancelled without a cancellation'
         when p.cancelled_at is null then 'has a cancellation and is not cancelled'
         else 'is cancelled and on sale until ' || p.sale_closes_at end as detail
     from performances p full join show_cancellations c on c.performance_id = p.id
     where (p.cancelled_at is null) <> (c.performance_id is null) or p.sale_closes_at > p.cancelled_at`,
  ),
] as const;
