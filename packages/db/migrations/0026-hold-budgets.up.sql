-- Budgets of unpaid holds, cancelled seats that return later, and up to ten seats an account. Each
-- of these migrations locks one table that sales use, so none of them can deadlock with sales.

set local lock_timeout = '5s';

alter table concerts
  add column hold_budget_seat_seconds integer
    constraint concerts_hold_budget_check check (hold_budget_seat_seconds between 0 and 86400),
  add column return_cancelled_within_seconds integer not null default 0
    constraint concerts_return_cancelled_check check (return_cancelled_within_seconds between 0 and 86400),
  drop constraint concerts_max_seats_per_user_check,
  add constraint concerts_max_seats_per_user_check check (max_seats_per_user between 1 and 10);

-- Holds that ended unpaid. Rows are removed after a day.
create table hold_uses (
  account_id text not null,
  performance_id text not null,
  reservation_id text not null,
  unpaid_end text not null check (unpaid_end in ('expired', 'released', 'declined')),
  seats integer not null check (seats between 1 and 10),
  held_at timestamptz not null,
  ended_at timestamptz not null,
  primary key (account_id, performance_id, reservation_id)
);
create index hold_uses_ended on hold_uses (ended_at);

-- Seats with not_for_sale = 'returning', and when each is on sale again.
create table returning_seats (
  performance_id text not null,
  seat_number integer not null,
  returns_at timestamptz not null,
  primary key (performance_id, seat_number)
);
create index returning_seats_due on returning_seats (returns_at);
