-- Adds when the gateway was last asked to capture a payment (`-infinity`: never), orders of top-ups
-- (a row is deleted when it is redeemed or has expired), and tables for the daily comparison.

alter table payments add column confirm_at timestamptz not null default now();

create table top_up_orders (
  id text primary key,
  account_id text not null references accounts,
  amount bigint not null check (amount > 0),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index top_up_orders_account on top_up_orders (account_id);

-- The gateway's own list, by days in Korea.
create table gateway_transactions (
  transaction_key text primary key,
  payment_key text not null,
  order_id text not null,
  kind text not null check (kind in ('capture', 'cancel')),
  amount bigint not null check (amount >= 0),
  at timestamptz not null
);
create index gateway_transactions_payment on gateway_transactions (payment_key);
create index gateway_transactions_at on gateway_transactions (at);
create table gateway_comparisons (
  day date primary key,
  read_after text,
  read_at timestamptz,
  compared_at timestamptz,
  lease_until timestamptz not null default now()
);
create table gateway_differences (
  payment_key text not null,
  kind text not null,
  order_id text not null,
  there_amount bigint not null,
  here_amount bigint not null,
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  resolved_at timestamptz,
  primary key (payment_key, kind)
);
