import { BOX_OFFICE_ACCOUNT } from '@concert-mania/core/box-office/decide-sale';
import { PAYING_GRACE_SECONDS } from '@concert-mania/core/holds/expire-holds';
import { LIVE_STATUSES, type ReservationStatus } from '@concert-mania/core/holds/model';
import { sqlCheck } from './check.ts';

const MOST_SEATS_PER_USER = 10;

const SOLD_STATUSES: readonly ReservationStatus[] = ['confirmed', 'cancelling'];

const LIVE_SEATS = `
  select r.id, r.performance_id, r.status, (seat.value ->> 'seatNumber')::int as seat_number
  from reservations r cross join lateral json_array_elements(r.seats) as seat
  where r.status = any($1)`;

// A limit may be lowered during a sale, so each limit of a concert counts until it is replaced. The
// limit before the first recorded one is unknown: the highest allowed limit is assumed.
const SEAT_LIMIT_HISTORY = `
  with edits as (
    select version, occurred_at,
      coalesce(payload #>> '{terms,maxSeatsPerUser}', payload #>> '{changes,maxSeatsPerUser}')::int as seats
    from domain_events where stream = over_today.concert_id and type in ('concert.created', 'concert.edited')
  ), limits as (select * from edits where seats is not null)
  select seats, lead(occurred_at, 1, 'infinity') over (order by version) as until from limits
  union all select ${MOST_SEATS_PER_USER}, min(occurred_at) from limits`;

/**
 * An edit carries the time of its transaction's start; holds decided before its commit used the old
 * limit.
 */
const LIMIT_SLACK_SECONDS = 60;

/** Invariants between seats and the reservations that own them. */
export const seatChecks = [
  sqlCheck(
    'one-owner-per-seat',
    'no seat is held or sold twice',
    `select performance_id || ' seat ' || seat_number as subject,
       'is in several live reservations: ' || string_agg(id, ', ' order by id) as detail
     from (${LIVE_SEATS}) as live group by performance_id, seat_number having count(*) > 1`,
    () => [LIVE_STATUSES],
  ),
  sqlCheck(
    'seats-and-reservations-agree',
    'a live reservation owns exactly its seats, and they are sold once it is paid',
    `select performance_id || ' seat ' || seat_number as subject,
       case when live.id is null then 'belongs to ' || owned.reservation_id || ', which is not live or has other seats'
            when owned.reservation_id is null then 'is free although ' || live.id || ' is ' || live.status
            when owned.reservation_id <> live.id
              then 'belongs to ' || owned.reservation_id || ' although ' || live.id || ' is ' || live.status
            else 'is ' || case when owned.sold then 'sold' else 'not sold' end || ' although ' || live.id
              || ' is ' || live.status end as detail
     from (${LIVE_SEATS}) as live
     full join (select * from seats where reservation_id is not null) as owned
       using (performance_id, seat_number)
     where owned.reservation_id is distinct from live.id or owned.sold <> (live.status = any($2))`,
    () => [LIVE_STATUSES, SOLD_STATUSES],
  ),
  sqlCheck(
    'nobody-over-the-limit',
    'no account has more live seats of a performance than its concert allowed when they were taken',
    `with over_today as (
       select r.account_id, r.performance_id, r.concert_id, sum(r.seat_count) as seats,
         min(r.created_at) as oldest, c.max_seats_per_user as allowed
       from reservations r join concerts c on c.id = r.concert_id
       where r.status = any($1) and r.account_id <> '${BOX_OFFICE_ACCOUNT}'
       group by r.account_id, r.performance_id, r.concert_id, c.max_seats_per_user
       having sum(r.seat_count) > c.max_seats_per_user
     )
     select account_id as subject,
       over_today.seats || ' live seats of ' || performance_id || '; the limit was ' || greatest(allowed, earlier.seats) as detail
     from over_today, lateral (
       select max(history.seats) as seats from (${SEAT_LIMIT_HISTORY}) as history
       where until > oldest - interval '${LIMIT_SLACK_SECONDS} s'
     ) as earlier
     where over_today.seats > greatest(allowed, earlier.seats)`,
    () => [LIVE_STATUSES],
  ),
  sqlCheck(
    'no-overdue-hold',
    'no unpaid hold outlives its deadline',
    `select id as subject, status || ' ' || extract(epoch from now() - expires_at)::int || ' s past its deadline' as detail
     from reservations where status in ('held', 'paying')
       and expires_at < now() - make_interval(secs => $1 + case status when 'paying' then $2 else 0 end)`,
    (terms) => [terms.overdueGraceSeconds, PAYING_GRACE_SECONDS],
  ),
  sqlCheck(
    'reservations-add-up',
    'a reservation has the right number of seats and their price',
    `select id as subject, 'counts ' || seat_count || ' seats for ' || total_amount || ' won, lists ' || seats || ' for '
       || price as detail
     from (select r.id, r.seat_count, r.total_amount, count(*) as seats, sum((seat.value ->> 'price')::bigint) as price
       from reservations r left join lateral json_array_elements(r.seats) as seat on true group by r.id) as summed
     where seat_count <> seats or total_amount is distinct from price`,
  ),
  sqlCheck(
    'performances-have-every-seat',
    'a performance has exactly the seats 1 to N',
    `select p.id as subject, 'has ' || count(s.seat_number) || ' seats up to number ' || coalesce(max(s.seat_number), 0)
       || ', expected are ' || p.total_seats as detail
     from performances p left join seats s on s.performance_id = p.id group by p.id
     having count(s.seat_number) <> p.total_seats or max(s.seat_number) <> p.total_seats or min(s.seat_number) <> 1`,
  ),
  sqlCheck(
    'seats-for-sale-have-a-price',
    'a free seat on sale has a price, and a seat withheld as unpriced has none',
    `select s.performance_id || ' seat ' || s.seat_number as subject,
       case when pp.category is null then 'is on sale although category ' || v.category || ' has no price'
            else 'is withheld as unpriced although category ' || v.category || ' has one' end as detail
     from seats s
     join performances p on p.id = s.performance_id
     join concerts c on c.id = p.concert_id
     join venue_seats v on v.venue_id = c.venue_id and v.seat_number = s.seat_number
     left join performance_prices pp on pp.performance_id = p.id and pp.category = v.category
     where s.reservation_id is null and case when pp.category is null then s.not_for_sale is null
       else s.not_for_sale = 'no_price' end`,
  ),
  sqlCheck(
    'cancelled-seats-return',
    'a withheld cancelled seat has a return time and returns then',
    `select coalesce(s.performance_id, r.performance_id) || ' seat ' || coalesce(s.seat_number, r.seat_number) as subject,
       case when r.seat_number is null then 'is withheld as cancelled and never returns'
            when s.seat_number is null then 'is to return at ' || r.returns_at || ' and is not withheld'
            else 'was due to return at ' || r.returns_at end as detail
     from (select performance_id, seat_number from seats where not_for_sale = 'returning' and reservation_id is null) s
     full join returning_seats r using (performance_id, seat_number)
     where s.seat_number is null or r.seat_number is null
       or r.returns_at < now() - make_interval(secs => $1)`,
    (terms) => [terms.overdueGraceSeconds],
  ),
  sqlCheck(
    'references-exist',
    'reservations and outcomes belong to accounts, performances and concerts that exist',
    `select r.id as subject, 'of ' || r.account_id || ' for ' || r.performance_id || ' of ' || r.concert_id
       || ': one of them does not exist' as detail
     from reservations r left join accounts a on a.id = r.account_id
     left join performances p on p.id = r.performance_id and p.concert_id = r.concert_id
     where a.id is null or p.id is null
     union all
     select o.job_id, 'of ' || o.account_id || ', who does not exist' from command_outcomes o
     where not exists (select from accounts a where a.id = o.account_id)`,
  ),
] as const;
