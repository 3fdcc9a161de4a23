/**
 * When the gateway was last asked to take a payment's money; `-infinity` where it never was. And orders of top-ups: a row is
 * deleted when it is redeemed or found expired.
 */
export const up = `
alter table payments add column confirm_at timestamptz not null default now();

create table top_up_orders (
  id text primary key,
  account_id text not null references accounts,
  amount bigint not null check (amount > 0),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index top_up_orders_account on top_up_orders (account_id);
`;

export const down = `
drop table top_up_orders;
alter table payments drop column confirm_at;
`;
