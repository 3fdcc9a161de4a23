-- Accounts are removed one by one: each of their references needs an index. Lists of venues show
-- sections, which were counted from all seats of each venue.

set local lock_timeout = '5s';

create index desk_sales_of_seller on desk_sales (sold_by);
create index seat_blocks_of_account on seat_blocks (blocked_by);
create index stuck_money_of_account on stuck_money (settled_by) where settled_by is not null;
create index show_cancellations_of_account on show_cancellations (account_id);

-- The first 100 zones of the plan, in its order. Null while an older version adds the venue.
alter table venues add column sections json;
update venues v set sections = (
  select coalesce(json_agg(json_build_object('name', z.zone, 'seats', z.seats, 'box',
      json_build_object('x', z.x, 'y', z.y, 'width', z.width, 'height', z.height)) order by z.first_seat), '[]')
  from (
    select zone, count(*)::int as seats, min(x) as x, min(y) as y, max(x) - min(x) as width,
      max(y) - min(y) as height, min(seat_number) as first_seat
    from venue_seats where venue_id = v.id group by zone order by first_seat limit 100
  ) z
);
