-- Money that waits for a decision by staff, and refunds that we did not request from the gateway.
-- Earlier versions run beside this one; for them a blocked refund stays `in_progress`.

alter table refunds
  -- Parts of the amount: given back by the gateway without us, and given back without the gateway.
  add column elsewhere_amount bigint not null default 0,
  add column by_hand_amount bigint not null default 0,
  -- Set for money that the gateway gave back without our request: the ledger account that it is
  -- taken from.
  add column debit_account text;
-- The amount is 0 if the gateway had given the money back before the cancellation.
alter table refunds drop constraint refunds_amount_check;
alter table refunds add constraint refunds_amount_check check (amount >= 0);

create table stuck_money (
  id text primary key,
  kind text not null,
  -- Null if we know no payment under the gateway's payment key.
  payment_id text references payments,
  payment_key text,
  refund_id text references refunds,
  wanted_amount bigint not null check (wanted_amount >= 0),
  balance_amount bigint,
  code text not null,
  message text not null,
  attempts integer not null default 1,
  since timestamptz not null default now(),
  settled_at timestamptz,
  -- Who settled it by hand; null when the gateway ended it.
  settled_by text references accounts,
  reference text,
  note text,
  constraint stuck_money_of_something check (payment_id is not null or payment_key is not null),
  constraint stuck_money_by_hand_has_reference check ((settled_by is null) = (reference is null))
);
create unique index stuck_money_open on stuck_money (kind, coalesce(refund_id, payment_id, payment_key))
  where settled_at is null;
create index stuck_money_of_payment on stuck_money (payment_id);

-- Payments about which the gateway reported a change after they were settled.
create table gateway_inquiries (
  payment_key text primary key,
  due_at timestamptz not null default now(),
  created_at timestamptz not null default now()
);
create index gateway_inquiries_due on gateway_inquiries (due_at);
