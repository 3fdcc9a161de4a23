import { sqlCheck } from './check.ts';

const CONFIRMED_SEATS = `
  select r.id, r.performance_id, (seat.value ->> 'seatNumber')::int as seat_number
  from reservations r cross join lateral json_array_elements(r.seats) as seat where r.status = 'confirmed'`;

/** Invariants between tickets and the reservations that they belong to. */
export const ticketChecks = [
  sqlCheck(
    'confirmed-seats-have-tickets',
    'every seat of a confirmed reservation has one live ticket, and no other seat has one',
    `select performance_id || ' seat ' || seat_number as subject,
       case when tickets.id is null then 'has no live ticket although ' || seats.id || ' is confirmed'
            when seats.id is null then 'has live ticket ' || tickets.id || ' although ' || reservation_id
              || ' does not have it confirmed'
            else 'has live ticket ' || tickets.id || ' of ' || reservation_id || ' although it belongs to '
              || seats.id end as detail
     from (${CONFIRMED_SEATS}) as seats
     full join (select * from tickets where status <> 'void') as tickets using (performance_id, seat_number)
     where tickets.reservation_id is distinct from seats.id`,
  ),
  sqlCheck(
    'used-tickets-have-a-scan',
    'a used ticket says when, at which gate and by which scan',
    `select id as subject, 'is used by scan ' || coalesce(used_scan_id::text, 'unknown') || ' at gate '
       || coalesce(used_gate, 'unknown') as detail
     from tickets where status = 'used' and (used_gate is null or used_scan_id is null)`,
  ),
] as const;
