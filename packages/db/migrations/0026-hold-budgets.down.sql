update seats s set not_for_sale = null from returning_seats r
  where s.performance_id = r.performance_id and s.seat_number = r.seat_number and s.not_for_sale = 'returning';
drop table returning_seats, hold_uses;
update concerts set max_seats_per_user = 4 where max_seats_per_user > 4;
alter table concerts
  drop constraint concerts_max_seats_per_user_check,
  add constraint concerts_max_seats_per_user_check check (max_seats_per_user between 1 and 4),
  drop column hold_budget_seat_seconds,
  drop column return_cancelled_within_seconds;
