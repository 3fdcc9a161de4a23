-- Cancelled and postponed performances.

set local lock_timeout = '5s';

-- cancelled_at: its sale has ended for good, and everybody is refunded.
-- postponed_from: the start before the last postponement.
-- full_refund_until: until then every cancellation is refunded in full.
-- date_changes: how often it was postponed or cancelled, which a calendar entry shows as SEQUENCE.
-- date_reason: what fans are told about the last of these changes.
alter table performances
  add column cancelled_at timestamptz,
  add column postponed_from timestamptz,
  add column full_refund_until timestamptz,
  add column date_changes int not null default 0,
  add column date_reason text;

-- One per cancelled performance, with the command that asked for it.
create table show_cancellations (
  performance_id text primary key references performances (id),
  job_id text not null unique,
  account_id text not null references accounts (id),
  fingerprint text not null,
  accepted_at timestamptz not null,
  reason text not null,
  -- Reservations that were cancelled before.
  cancelled_before int not null,
  started_at timestamptz not null default now(),
  -- The worker that refunds has it until then.
  lease_until timestamptz not null default now(),
  finished_at timestamptz
);
create index show_cancellations_open on show_cancellations (lease_until) where finished_at is null;

-- The reservations that were live when their performance was cancelled. Their progress follows from
-- the reservations, payments and refunds.
create table show_cancellation_items (
  reservation_id text primary key,
  performance_id text not null references show_cancellations (performance_id),
  -- The status of the reservation when its performance was cancelled.
  was text not null check (was in ('held', 'paying', 'confirmed', 'cancelling')),
  -- Sold at the box office: a person pays it back.
  at_desk boolean not null default false
);
create index show_cancellation_items_performance on show_cancellation_items (performance_id);
