create table accounts (
  id text primary key,
  email text not null,
  password_hash text not null,
  name text not null,
  phone text,
  role text not null default 'user' check (role in ('user', 'admin')),
  locale text not null default 'ko' check (locale in ('ko', 'en')),
  created_at timestamptz not null default now()
);
create unique index accounts_email on accounts (lower(email));

create table refresh_tokens (
  token_hash bytea primary key,
  family_id text not null,
  account_id text not null references accounts,
  issued_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz
);
create index refresh_tokens_family on refresh_tokens (family_id);
create index refresh_tokens_account on refresh_tokens (account_id);

create table venues (
  id text primary key,
  name text not null,
  address text not null,
  focal_x double precision not null,
  focal_y double precision not null,
  seat_count integer not null check (seat_count between 1 and 60000),
  created_at timestamptz not null default now()
);

create table venue_seats (
  venue_id text not null references venues,
  seat_number integer not null check (seat_number between 1 and 60000),
  seat_guid text not null,
  zone text not null,
  row_name text not null,
  seat_name text not null,
  category text not null,
  x double precision not null,
  y double precision not null,
  accessible boolean not null default false,
  primary key (venue_id, seat_number),
  unique (venue_id, seat_guid)
);

create table concerts (
  id text primary key,
  title text not null,
  artist text not null,
  description text not null default '',
  venue_id text not null references venues,
  published_at timestamptz,
  waiting_room_enabled boolean not null default true,
  max_active integer not null default 1000 check (max_active > 0),
  admit_per_second integer not null default 100 check (admit_per_second > 0),
  pass_seconds integer not null default 900 check (pass_seconds > 0),
  claim_seconds integer not null default 120 check (claim_seconds > 0),
  pre_open_order text not null default 'shuffle' check (pre_open_order in ('shuffle', 'arrival')),
  refund_policy jsonb not null default '{"preset":"korean-performing-arts"}',
  on_decline text not null default 'release' check (on_decline in ('release', 'keep')),
  max_seats_per_user integer not null default 4 check (max_seats_per_user between 1 and 4),
  hold_seconds integer check (hold_seconds > 0),
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index concerts_venue on concerts (venue_id);

create table performances (
  id text primary key,
  concert_id text not null references concerts,
  starts_at timestamptz not null,
  sale_opens_at timestamptz not null,
  sale_closes_at timestamptz not null,
  total_seats integer not null check (total_seats > 0),
  created_at timestamptz not null default now(),
  check (sale_opens_at < sale_closes_at)
);
create index performances_concert on performances (concert_id, starts_at);
create index performances_starts_at on performances (starts_at, concert_id);

create table performance_prices (
  performance_id text not null references performances,
  category text not null,
  grade text not null,
  price bigint not null check (price >= 0),
  primary key (performance_id, category)
);

-- One row for each seat, with at most one owner: free, held (owned) or sold (owned and paid).
-- No index on the columns that change, and free space in every page: each change is a HOT update.
create table seats (
  performance_id text not null references performances,
  seat_number integer not null,
  reservation_id text,
  sold boolean not null default false,
  primary key (performance_id, seat_number),
  check (reservation_id is not null or not sold)
) with (fillfactor = 70);

create function refuse_second_owner() returns trigger language plpgsql as $$
begin
  raise exception 'seat % of % belongs to %', old.seat_number, old.performance_id, old.reservation_id
    using errcode = 'unique_violation', constraint = 'seats_one_live_reservation';
end $$;
-- Sells no seat twice: an owned seat must become free before it gets another owner. PostgreSQL
-- evaluates the condition without calling the function, so correct updates cost almost nothing.
create trigger seats_one_live_reservation before update on seats for each row
  when (old.reservation_id is not null and new.reservation_id is not null and old.reservation_id <> new.reservation_id)
  execute function refuse_second_owner();

-- No foreign keys from reservations, command_outcomes and domain_events: each costs a row lock and
-- an index probe per insert. The ids come from rows of the same transaction; the audit checks them.
create table reservations (
  id text primary key,
  account_id text not null,
  concert_id text not null,
  performance_id text not null,
  status text not null check (status in
    ('held', 'paying', 'confirmed', 'cancelling', 'cancelled', 'expired', 'released', 'payment_failed')),
  seat_count integer not null check (seat_count between 1 and 4),
  seats jsonb not null,
  total_amount bigint not null check (total_amount >= 0),
  expires_at timestamptz not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
) with (fillfactor = 80);
create index reservations_account on reservations (account_id, id desc);
create index reservations_overdue on reservations (expires_at) where status in ('held', 'paying');

create table payments (
  id text primary key,
  job_id text not null unique,
  -- The fields of the job's outcome row, for the process that settles it if the worker died.
  fingerprint text not null,
  accepted_at timestamptz not null,
  account_id text not null references accounts,
  purpose text not null check (purpose in ('reservation', 'top_up')),
  reservation_id text references reservations,
  method text not null check (method in ('wallet', 'gateway')),
  order_id text not null,
  payment_key text,
  amount bigint not null check (amount > 0),
  refunded_amount bigint not null default 0,
  status text not null check (status in
    ('in_progress', 'completed', 'failed', 'cancelled', 'partially_cancelled')),
  failure_code text,
  -- The deadline of the hold. A declined payment restores it if the hold stays.
  hold_expires_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  approved_at timestamptz,
  -- When the reconciler checks it next, while it is in progress.
  check_at timestamptz not null,
  updated_at timestamptz not null default now(),
  check (refunded_amount between 0 and amount),
  check ((purpose = 'reservation') = (reservation_id is not null)),
  check (method = 'wallet' or payment_key is not null)
);
create index payments_account on payments (account_id, id desc);
create index payments_reservation on payments (reservation_id);
create unique index payments_one_live_per_reservation on payments (reservation_id)
  where status in ('in_progress', 'completed', 'partially_cancelled');
create unique index payments_payment_key on payments (payment_key) where status <> 'failed';
create unique index payments_top_up_order on payments (account_id, order_id)
  where purpose = 'top_up' and status <> 'failed';
create index payments_unsettled on payments (check_at) where status = 'in_progress';

create table refunds (
  id text primary key,
  payment_id text not null references payments,
  -- The command that cancelled; null for money that came too late.
  job_id text unique,
  fingerprint text,
  accepted_at timestamptz,
  amount bigint not null check (amount > 0),
  fee_amount bigint not null default 0 check (fee_amount >= 0),
  reason text not null,
  status text not null check (status in ('in_progress', 'completed')),
  created_at timestamptz not null default now(),
  check_at timestamptz not null,
  updated_at timestamptz not null default now(),
  check ((job_id is null) = (fingerprint is null) and (job_id is null) = (accepted_at is null))
);
create index refunds_payment on refunds (payment_id);
create unique index refunds_one_in_progress on refunds (payment_id) where status = 'in_progress';
create index refunds_unsettled on refunds (check_at) where status = 'in_progress';

create table wallets (
  account_id text primary key references accounts,
  balance_amount bigint not null default 0 constraint wallets_never_negative check (balance_amount >= 0)
);

-- Double entry. Ledger accounts: wallet:<account>, gateway-clearing, revenue, cancellation-fees.
-- A positive entry is a credit, a negative one a debit; the entries of a transfer add up to 0.
create table ledger_transfers (
  id text primary key,
  reference text not null unique,
  kind text not null check (kind in ('top_up', 'payment', 'refund')),
  created_at timestamptz not null default now()
);
create table ledger_entries (
  id bigint generated always as identity primary key,
  transfer_id text not null references ledger_transfers,
  ledger_account text not null,
  amount bigint not null check (amount <> 0),
  balance_after_amount bigint,
  created_at timestamptz not null default now()
);
create index ledger_entries_account on ledger_entries (ledger_account, id desc);
create index ledger_entries_transfer on ledger_entries (transfer_id);

create function refuse_ledger_change() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is append-only' using errcode = 'restrict_violation';
end $$;
create trigger ledger_entries_append_only before update or delete on ledger_entries
  for each row execute function refuse_ledger_change();
create trigger ledger_transfers_append_only before update or delete on ledger_transfers
  for each row execute function refuse_ledger_change();

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
create constraint trigger ledger_transfers_balanced after insert on ledger_entries
  deferrable initially deferred for each row execute function check_transfer_balance();

-- One row per decided command, written in the transaction of its effect. A repeat finds it.
create table command_outcomes (
  job_id text primary key,
  account_id text not null,
  type text not null,
  fingerprint text not null,
  outcome jsonb not null,
  accepted_at timestamptz not null,
  decided_at timestamptz not null default now()
);

-- Read by (txid, seq) up to the oldest open transaction, so that no late commit is skipped.
create table domain_events (
  stream text not null,
  version integer not null,
  type text not null,
  payload jsonb not null,
  txid xid8 not null default pg_current_xact_id(),
  seq bigint generated always as identity,
  occurred_at timestamptz not null default now(),
  primary key (stream, version)
);
create index domain_events_order on domain_events (txid, seq);

create table event_cursors (
  consumer text primary key,
  txid xid8 not null default '0',
  seq bigint not null default 0
);

-- One row per notice and channel, written before its job: a job that Redis loses is queued again.
create table notifications (
  event_id text not null,
  channel text not null check (channel in ('email', 'sms')),
  account_id text not null,
  template text not null,
  subject_id text not null,
  claimed_until timestamptz,
  sent_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (event_id, channel)
);
create index notifications_unsent on notifications (created_at) where sent_at is null;

create table webhook_deliveries (
  id text primary key,
  received_at timestamptz not null default now()
);

create table hold_workers (
  worker_id text primary key,
  seen_at timestamptz not null default now()
);
create table hold_partitions (
  partition integer primary key,
  worker_id text not null,
  backend_pid integer not null,
  seen_at timestamptz not null default now()
);
