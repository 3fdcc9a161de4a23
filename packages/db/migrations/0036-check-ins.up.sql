-- Every scan of a ticket code at a gate, with the answer that it was given.

set local lock_timeout = '5s';

create table check_ins (
  -- Made by the device: a scan that is sent again is the same scan.
  scan_id uuid primary key,
  performance_id text not null,
  -- The ticket that the code named; null if it was no ticket code. It may not exist.
  ticket_id text,
  gate text not null,
  scanned_at timestamptz not null,
  result text not null check (result in ('admitted', 'already_used', 'void', 'wrong_performance', 'unknown')),
  -- Made without a network and merged later.
  offline boolean not null,
  -- An earlier scan was merged after this one was admitted, and took its place.
  overtaken boolean not null default false,
  -- The account of the staff member.
  account_id text not null,
  answer json not null,
  decided_at timestamptz not null default now()
);
create unique index check_ins_admitted on check_ins (ticket_id) where result = 'admitted' and not overtaken;
create index check_ins_overtaken on check_ins (performance_id) where overtaken;

-- Counts and snapshots of a performance read void tickets too.
create index if not exists tickets_performance on tickets (performance_id);
