-- Refunds of some seats of a reservation, and cancellations by staff. Null in rows of earlier
-- versions: the refund is for all seats, and the owner of the payment asked for it.

set local lock_timeout = '5s';

alter table refunds
  add column account_id text,
  add column command_type text,
  add column seat_numbers integer[],
  -- The price of these seats.
  add column seats_amount bigint;
