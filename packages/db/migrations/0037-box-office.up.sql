-- Sales at the box office, and seats that it blocks. The next migration validates the checks, under
-- a lock that blocks neither reads nor writes.

set local lock_timeout = '5s';

-- The owner of every reservation sold at the box office. It has no password and cannot log in.
insert into accounts (id, email, password_hash, name, disabled_at)
values ('usr_box_office', 'box-office@box-office.invalid', 'none', 'Box office', now())
on conflict (id) do nothing;

-- Who blocked a seat and why, for each seat with not_for_sale = 'blocked'. Without foreign keys to
-- seats and reservations, which would cost each of their updates. The audit checks the references.
create table seat_blocks (
  performance_id text not null,
  seat_number int not null,
  reason text not null,
  blocked_by text not null references accounts,
  blocked_at timestamptz not null default now(),
  primary key (performance_id, seat_number)
);

-- For each reservation sold at the box office: who sold it, and to whom.
create table desk_sales (
  reservation_id text primary key,
  sold_by text not null references accounts,
  sold_at timestamptz not null default now(),
  -- Null once the holder is forgotten.
  holder_name text,
  holder_email text,
  holder_phone text,
  note text
);
create index desk_sales_sold_at on desk_sales (sold_at);
create index desk_sales_holder_email on desk_sales (lower(holder_email)) where holder_email is not null;
create index desk_sales_holder_phone on desk_sales (holder_phone) where holder_phone is not null;

alter table payments
  drop constraint payments_method_check,
  add constraint payments_method_check
    check (method in ('wallet', 'gateway', 'cash', 'card_terminal', 'complimentary')) not valid,
  drop constraint payments_check2,
  add constraint payments_key_of_gateway check (method <> 'gateway' or payment_key is not null) not valid,
  drop constraint payments_amount_check,
  add constraint payments_amount_check
    check (amount > 0 or (amount = 0 and method <> 'gateway' and purpose = 'reservation')) not valid;

-- A group may buy more seats at the box office than a fan online.
alter table reservations
  drop constraint reservations_seat_count_check,
  add constraint reservations_seat_count_check check (seat_count between 1 and 50) not valid;
