-- Seats that are not for sale, and the rows of a plan. `zone_index`, `row_index` and `label` stay
-- null for venues imported before, or by an earlier version beside this one. The migration down
-- loses which seats were withheld: they are on sale then if they have a price.

set local lock_timeout = '5s';

-- Why a seat cannot be held: no_price, blocked or returning; null: it can. Not indexed, so that
-- changes stay HOT updates; no check, which would read every seat under an exclusive lock.
alter table seats add column not_for_sale text;

alter table venue_seats
  -- Which zone and which row of the plan, counted from 0 over the whole plan. Names may repeat.
  add column zone_index integer,
  add column row_index integer,
  -- The name that people read; null: made of zone, row_name and seat_name.
  add column label text;
