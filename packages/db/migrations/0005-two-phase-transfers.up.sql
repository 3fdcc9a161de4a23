-- Money in flight: a request to the gateway without an answer is pending, then posted or voided
-- once. Payments and refunds that are in progress now get the pending transfer they would have had.

-- Workers cannot claim payments or refunds until each has its row below.
lock table payments, refunds in share row exclusive mode;

create table ledger_pending (
  -- The id of the payment or refund. The transfer that posts it has the same reference.
  reference text primary key,
  kind text not null check (kind in ('top_up', 'payment', 'refund')),
  debit_account text not null,
  credit_account text not null,
  amount bigint not null check (amount > 0),
  created_at timestamptz not null default now(),
  constraint ledger_pending_between_two check (debit_account <> credit_account)
);
create table ledger_resolutions (
  reference text primary key references ledger_pending,
  outcome text not null check (outcome in ('posted', 'voided')),
  -- Posted means booked: every such row has its transfer.
  posted_reference text references ledger_transfers (reference),
  created_at timestamptz not null default now(),
  constraint ledger_resolutions_posted_is_booked
    check (posted_reference is not distinct from case outcome when 'posted' then reference end)
);

insert into ledger_pending (reference, kind, debit_account, credit_account, amount, created_at)
select id, case purpose when 'top_up' then 'top_up' else 'payment' end, 'gateway-clearing',
  case purpose when 'top_up' then 'wallet:' || account_id else 'revenue' end, amount, created_at
from payments where method = 'gateway'
union all
select f.id, 'refund', 'revenue', 'gateway-clearing', f.amount, f.created_at
from refunds f join payments p on p.id = f.payment_id where p.method = 'gateway';

insert into ledger_resolutions (reference, outcome, posted_reference, created_at)
select t.reference, 'posted', t.reference, t.created_at from ledger_transfers t join ledger_pending using (reference)
union all
select id, 'voided', null, updated_at from payments where method = 'gateway' and status = 'failed';

create trigger ledger_pending_append_only before update or delete on ledger_pending
  for each row execute function refuse_ledger_change();
create trigger ledger_resolutions_append_only before update or delete on ledger_resolutions
  for each row execute function refuse_ledger_change();

create function check_transfer_posts() returns trigger language plpgsql as $$
begin
  if exists (select from ledger_pending where reference = new.reference)
    and not exists (select from ledger_resolutions where reference = new.reference and outcome = 'posted') then
    raise exception 'transfer % books reserved money that was not posted', new.id
      using errcode = 'check_violation', constraint = 'ledger_transfers_posted';
  end if;
  return null;
end $$;
create constraint trigger ledger_transfers_posted after insert on ledger_transfers
  deferrable initially deferred for each row execute function check_transfer_posts();
