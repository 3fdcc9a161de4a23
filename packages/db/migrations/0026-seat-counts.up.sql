-- Up to ten seats in a reservation. The next migration validates the check, outside this lock.

set local lock_timeout = '5s';

alter table reservations
  drop constraint reservations_seat_count_check,
  add constraint reservations_seat_count_check check (seat_count between 1 and 10) not valid;
