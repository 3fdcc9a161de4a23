-- Fewer index entries for each event and fewer trigger calls for each transfer.

set local lock_timeout = '5s';

-- Events are read by their number, no longer by transaction id.
drop index domain_events_order;
drop index domain_events_but_holds;

-- One statement writes all entries of its transfers, so they are checked once for each statement.
-- `any(array(…))` finds them by index, whatever the size of the ledger when the plan was made.
create function check_transfers_balance() returns trigger language plpgsql as $$
declare wrong record;
begin
  select transfer_id, sum(amount) as total into wrong from ledger_entries
  where transfer_id = any(array(select transfer_id from new_entries))
  group by transfer_id having sum(amount) <> 0 limit 1;
  if found then
    raise exception 'transfer % is out of balance by %', wrong.transfer_id, wrong.total
      using errcode = 'check_violation', constraint = 'ledger_transfers_balanced';
  end if;
  return null;
end $$;
drop trigger ledger_transfers_balanced on ledger_entries;
create trigger ledger_transfers_balanced after insert on ledger_entries
  referencing new table as new_entries for each statement execute function check_transfers_balance();
drop function check_transfer_balance();

create function check_transfers_post() returns trigger language plpgsql as $$
declare unposted text;
begin
  select p.reference into unposted from ledger_pending p
  where p.reference = any(array(select reference from new_transfers))
    and not exists (select from ledger_resolutions r where r.reference = p.reference and r.outcome = 'posted')
  limit 1;
  if found then
    raise exception 'a transfer books reserved money of % that was not posted', unposted
      using errcode = 'check_violation', constraint = 'ledger_transfers_posted';
  end if;
  return null;
end $$;
drop trigger ledger_transfers_posted on ledger_transfers;
create trigger ledger_transfers_posted after insert on ledger_transfers
  referencing new table as new_transfers for each statement execute function check_transfers_post();
drop function check_transfer_posts();
