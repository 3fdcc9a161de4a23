-- Validates the check of seat counts under a lock that blocks neither reads nor writes.

set local lock_timeout = '5s';

alter table reservations validate constraint reservations_seat_count_check;
