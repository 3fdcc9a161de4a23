-- Events are read by `seq`. A writing transaction holds a shared lock whose key is the number
-- before its first event, so readers know which numbers are final: docs/adr/0008. On a large log,
-- build both indexes beforehand with `concurrently`; the migration then finds them.

set local lock_timeout = '5s';

-- Runs before the rows of a statement are numbered, so all their numbers are above the key.
-- A transaction takes one lock.
create function note_event_writer() returns trigger language plpgsql as $$
declare
  last bigint;
begin
  if coalesce(current_setting('concert_mania.writes_events', true), '') = '' then
    last := coalesce(pg_sequence_last_value('domain_events_seq_seq'), 0);
    perform pg_advisory_xact_lock_shared((1163264000 + (last >> 32))::int, last::bit(32)::int);
    perform set_config('concert_mania.writes_events', 'yes', true);
  end if;
  return null;
end $$;
create trigger domain_events_writer before insert on domain_events
  for each statement execute function note_event_writer();

-- `last`: the last number given out. `final`: every event up to it is visible to the next
-- statement, or was rolled back.
-- The order of the two statements matters.
create function event_log_bounds(out last bigint, out final bigint) language plpgsql as $$
begin
  last := coalesce(pg_sequence_last_value('domain_events_seq_seq'), 0);
  select least(last, min(((classid::bigint - 1163264000) << 32) + objid::bigint)) into final from pg_locks
  where locktype = 'advisory' and objsubid = 2 and classid::bigint between 1163264000 and 1163264000 + 32767
    and database = (select oid from pg_database where datname = current_database());
end $$;

create index if not exists domain_events_position on domain_events (seq);
create index if not exists domain_events_position_but_holds on domain_events (seq) where type <> 'reservation.held';

-- position: every event up to it was handled; null until a reader of this version takes over from
-- an earlier one. types: the event types that the consumer wants.
alter table event_cursors add column position bigint, add column types text[] not null default '{}';
