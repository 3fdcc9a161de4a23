-- One ticket per seat of a confirmed reservation. `expiry-worker` issues the tickets of
-- reservations that were confirmed before this migration, or by an older version after it.

set local lock_timeout = '5s';

create table tickets (
  -- The reservation's id and the number of the seat within it.
  id text primary key,
  -- No foreign key: its check would cost every payment a lookup. The audit checks it.
  reservation_id text not null,
  performance_id text not null,
  seat_number int not null,
  version int not null default 1,
  status text not null default 'valid' check (status in ('valid', 'used', 'void')),
  issued_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  used_at timestamptz,
  used_gate text,
  used_scan_id uuid,
  check (status <> 'used' or used_at is not null)
) with (fillfactor = 80);

create index tickets_reservation on tickets (reservation_id);
create unique index tickets_live_seat on tickets (performance_id, seat_number) where status <> 'void';
