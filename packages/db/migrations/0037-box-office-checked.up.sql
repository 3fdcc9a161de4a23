-- Validates the checks of the migration before under a lock that blocks neither reads nor writes.

set local lock_timeout = '5s';

alter table payments
  validate constraint payments_method_check,
  validate constraint payments_key_of_gateway,
  validate constraint payments_amount_check;
alter table reservations validate constraint reservations_seat_count_check;
