create index domain_events_order on domain_events (txid, seq);
create index domain_events_but_holds on domain_events (txid, seq) where type <> 'reservation.held';

create function check_transfer_balance() returns trigger language plpgsql as $$
declare total bigint;
begin
  select sum(amount) into total from ledger_entries where transfer_id = new.transfer_id;
  if total <> 0 then
    raise exception 'transfer % is out of balance by %', new.transfer_id, total
      using errcode = 'check_violation', constraint = 'ledger_transfers_balanced';
  end if;
  return null;
end $$;
drop trigger ledger_transfers_balanced on ledger_entries;
create constraint trigger ledger_transfers_balanced after insert on ledger_entries
  deferrable initially deferred for each row execute function check_transfer_balance();
drop function check_transfers_balance();

create function check_transfer_posts() returns trigger language plpgsql as $$
begin
  if exists (select from ledger_pending where reference = new.reference)
    and not exists (select from ledger_resolutions where reference = new.reference and outcome = 'posted') then
    raise exception 'transfer % books reserved money that was not posted', new.id
      using errcode = 'check_violation', constraint = 'ledger_transfers_posted';
  end if;
  return null;
end $$;
drop trigger ledger_transfers_posted on ledger_transfers;
create constraint trigger ledger_transfers_posted after insert on ledger_transfers
  deferrable initially deferred for each row execute function check_transfer_posts();
drop function check_transfers_post();
