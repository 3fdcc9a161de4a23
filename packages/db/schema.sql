-- The schema after all migrations. Written by `npm run schema`; a test fails when it differs.

CREATE TABLE account_tokens (
  digest bytea not null,
  account_id text not null,
  purpose text not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  constraint account_tokens_pkey PRIMARY KEY (digest),
  constraint account_tokens_purpose_check CHECK ((purpose = ANY (ARRAY['verify_email'::text, 'reset_password'::text]))),
  constraint account_tokens_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);

CREATE TABLE accounts (
  id text not null,
  email text not null,
  password_hash text not null,
  name text not null,
  phone text,
  role text not null default 'user'::text,
  locale text not null default 'ko'::text,
  created_at timestamp with time zone not null default now(),
  disabled_at timestamp with time zone,
  initial_password_hash text,
  email_verified_at timestamp with time zone,
  erased_at timestamp with time zone,
  last_seen_at timestamp with time zone,
  muted_notices text[] not null default '{}'::text[],
  constraint accounts_pkey PRIMARY KEY (id),
  constraint accounts_locale_check CHECK ((locale = ANY (ARRAY['ko'::text, 'en'::text]))),
  constraint accounts_muted_notices_check CHECK ((muted_notices <@ ARRAY['hold_expired.email'::text, 'admitted.email'::text, 'reservation_confirmed.sms'::text, 'reservation_cancelled.sms'::text, 'late_money_refunded.sms'::text, 'hold_expired.sms'::text, 'admitted.sms'::text])),
  constraint accounts_role_check CHECK ((role = ANY (ARRAY['user'::text, 'steward'::text, 'box_office'::text, 'admin'::text])))
);

CREATE TABLE check_ins (
  scan_id uuid not null,
  performance_id text not null,
  ticket_id text,
  gate text not null,
  scanned_at timestamp with time zone not null,
  result text not null,
  offline boolean not null,
  overtaken boolean not null default false,
  account_id text not null,
  answer json not null,
  decided_at timestamp with time zone not null default now(),
  constraint check_ins_pkey PRIMARY KEY (scan_id),
  constraint check_ins_result_check CHECK ((result = ANY (ARRAY['admitted'::text, 'already_used'::text, 'void'::text, 'wrong_performance'::text, 'unknown'::text])))
);

CREATE TABLE command_outcomes (
  job_id text not null,
  account_id text not null,
  type text not null,
  fingerprint text not null,
  outcome json not null,
  accepted_at timestamp with time zone not null,
  decided_at timestamp with time zone not null default now(),
  constraint command_outcomes_pkey PRIMARY KEY (job_id)
);

CREATE TABLE concerts (
  id text not null,
  title text not null,
  artist text not null,
  description text not null default ''::text,
  venue_id text not null,
  published_at timestamp with time zone,
  waiting_room_enabled boolean not null default true,
  max_active integer not null default 1000,
  admit_per_second integer not null default 100,
  pass_seconds integer not null default 900,
  claim_seconds integer not null default 120,
  pre_open_order text not null default 'shuffle'::text,
  refund_policy jsonb not null default '{"preset": "korean-performing-arts"}'::jsonb,
  on_decline text not null default 'release'::text,
  max_seats_per_user integer not null default 4,
  hold_seconds integer,
  revision integer not null default 1,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  search_text text not null default ''::text,
  search_grams text[] not null default '{}'::text[],
  hold_budget_seat_seconds integer,
  return_cancelled_within_seconds integer not null default 0,
  paused_at timestamp with time zone,
  constraint concerts_pkey PRIMARY KEY (id),
  constraint concerts_admit_per_second_check CHECK ((admit_per_second > 0)),
  constraint concerts_claim_seconds_check CHECK ((claim_seconds > 0)),
  constraint concerts_hold_budget_check CHECK (((hold_budget_seat_seconds >= 0) AND (hold_budget_seat_seconds <= 86400))),
  constraint concerts_hold_seconds_check CHECK ((hold_seconds > 0)),
  constraint concerts_max_active_check CHECK ((max_active > 0)),
  constraint concerts_max_seats_per_user_check CHECK (((max_seats_per_user >= 1) AND (max_seats_per_user <= 10))),
  constraint concerts_on_decline_check CHECK ((on_decline = ANY (ARRAY['release'::text, 'keep'::text]))),
  constraint concerts_pass_seconds_check CHECK ((pass_seconds > 0)),
  constraint concerts_pre_open_order_check CHECK ((pre_open_order = ANY (ARRAY['shuffle'::text, 'arrival'::text]))),
  constraint concerts_return_cancelled_check CHECK (((return_cancelled_within_seconds >= 0) AND (return_cancelled_within_seconds <= 86400))),
  constraint concerts_venue_id_fkey FOREIGN KEY (venue_id) REFERENCES venues(id)
);

CREATE TABLE desk_sales (
  reservation_id text not null,
  sold_by text not null,
  sold_at timestamp with time zone not null default now(),
  holder_name text,
  holder_email text,
  holder_phone text,
  note text,
  constraint desk_sales_pkey PRIMARY KEY (reservation_id),
  constraint desk_sales_sold_by_fkey FOREIGN KEY (sold_by) REFERENCES accounts(id)
);

CREATE TABLE domain_events (
  stream text not null,
  version integer not null,
  type text not null,
  payload json not null,
  txid xid8 not null default pg_current_xact_id(),
  seq bigint not null generated always as identity,
  occurred_at timestamp with time zone not null default now(),
  traceparent text,
  constraint domain_events_pkey PRIMARY KEY (stream, version)
);

CREATE TABLE event_cursors (
  consumer text not null,
  txid xid8 not null default '0'::xid8,
  seq bigint not null default 0,
  "position" bigint,
  types text[] not null default '{}'::text[],
  constraint event_cursors_pkey PRIMARY KEY (consumer)
);

CREATE TABLE gateway_comparisons (
  day date not null,
  read_after text,
  read_at timestamp with time zone,
  compared_at timestamp with time zone,
  lease_until timestamp with time zone not null default now(),
  constraint gateway_comparisons_pkey PRIMARY KEY (day)
);

CREATE TABLE gateway_differences (
  payment_key text not null,
  kind text not null,
  order_id text not null,
  there_amount bigint not null,
  here_amount bigint not null,
  first_seen_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone not null default now(),
  resolved_at timestamp with time zone,
  constraint gateway_differences_pkey PRIMARY KEY (payment_key, kind)
);

CREATE TABLE gateway_inquiries (
  payment_key text not null,
  due_at timestamp with time zone not null default now(),
  created_at timestamp with time zone not null default now(),
  constraint gateway_inquiries_pkey PRIMARY KEY (payment_key)
);

CREATE TABLE gateway_transactions (
  transaction_key text not null,
  payment_key text not null,
  order_id text not null,
  kind text not null,
  amount bigint not null,
  at timestamp with time zone not null,
  constraint gateway_transactions_pkey PRIMARY KEY (transaction_key),
  constraint gateway_transactions_amount_check CHECK ((amount >= 0)),
  constraint gateway_transactions_kind_check CHECK ((kind = ANY (ARRAY['capture'::text, 'cancel'::text])))
);

CREATE TABLE hold_partitions (
  partition integer not null,
  worker_id text not null,
  backend_pid integer not null,
  seen_at timestamp with time zone not null default now(),
  constraint hold_partitions_pkey PRIMARY KEY (partition)
);

CREATE TABLE hold_uses (
  account_id text not null,
  performance_id text not null,
  reservation_id text not null,
  unpaid_end text not null,
  seats integer not null,
  held_at timestamp with time zone not null,
  ended_at timestamp with time zone not null,
  constraint hold_uses_pkey PRIMARY KEY (account_id, performance_id, reservation_id),
  constraint hold_uses_seats_check CHECK (((seats >= 1) AND (seats <= 10))),
  constraint hold_uses_unpaid_end_check CHECK ((unpaid_end = ANY (ARRAY['expired'::text, 'released'::text, 'declined'::text])))
);

CREATE TABLE hold_workers (
  worker_id text not null,
  seen_at timestamp with time zone not null default now(),
  constraint hold_workers_pkey PRIMARY KEY (worker_id)
);

CREATE TABLE ledger_entries (
  id bigint not null generated always as identity,
  transfer_id text not null,
  ledger_account text not null,
  amount bigint not null,
  balance_after_amount bigint,
  created_at timestamp with time zone not null default now(),
  constraint ledger_entries_pkey PRIMARY KEY (id),
  constraint ledger_entries_amount_check CHECK ((amount <> 0)),
  constraint ledger_entries_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES ledger_transfers(id)
);

CREATE TABLE ledger_pending (
  reference text not null,
  kind text not null,
  debit_account text not null,
  credit_account text not null,
  amount bigint not null,
  created_at timestamp with time zone not null default now(),
  constraint ledger_pending_pkey PRIMARY KEY (reference),
  constraint ledger_pending_amount_check CHECK ((amount > 0)),
  constraint ledger_pending_between_two CHECK ((debit_account <> credit_account)),
  constraint ledger_pending_kind_check CHECK ((kind = ANY (ARRAY['top_up'::text, 'payment'::text, 'refund'::text])))
);

CREATE TABLE ledger_resolutions (
  reference text not null,
  outcome text not null,
  posted_reference text,
  created_at timestamp with time zone not null default now(),
  constraint ledger_resolutions_pkey PRIMARY KEY (reference),
  constraint ledger_resolutions_outcome_check CHECK ((outcome = ANY (ARRAY['posted'::text, 'voided'::text]))),
  constraint ledger_resolutions_posted_is_booked CHECK ((NOT (posted_reference IS DISTINCT FROM
CASE outcome
    WHEN 'posted'::text THEN reference
    ELSE NULL::text
END))),
  constraint ledger_resolutions_posted_reference_fkey FOREIGN KEY (posted_reference) REFERENCES ledger_transfers(reference),
  constraint ledger_resolutions_reference_fkey FOREIGN KEY (reference) REFERENCES ledger_pending(reference)
);

CREATE TABLE ledger_transfers (
  id text not null,
  reference text not null,
  kind text not null,
  created_at timestamp with time zone not null default now(),
  constraint ledger_transfers_reference_key UNIQUE (reference),
  constraint ledger_transfers_pkey PRIMARY KEY (id),
  constraint ledger_transfers_kind_check CHECK ((kind = ANY (ARRAY['top_up'::text, 'payment'::text, 'refund'::text])))
);

CREATE TABLE notifications (
  event_id text not null,
  channel text not null,
  account_id text not null,
  template text not null,
  subject_id text not null,
  claimed_until timestamp with time zone,
  sent_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  attempts integer not null default 0,
  next_try_at timestamp with time zone not null default now(),
  lapses_at timestamp with time zone,
  given_up_at timestamp with time zone,
  given_up_reason text,
  waits integer not null default 0,
  constraint notifications_pkey PRIMARY KEY (event_id, channel),
  constraint notifications_channel_check CHECK ((channel = ANY (ARRAY['email'::text, 'sms'::text])))
) with (fillfactor=50);

CREATE TABLE password_reset_requests (
  id text not null,
  email text not null,
  created_at timestamp with time zone not null default now(),
  constraint password_reset_requests_pkey PRIMARY KEY (id)
);

CREATE TABLE payments (
  id text not null,
  job_id text not null,
  fingerprint text not null,
  accepted_at timestamp with time zone not null,
  account_id text not null,
  purpose text not null,
  reservation_id text,
  method text not null,
  order_id text not null,
  payment_key text,
  amount bigint not null,
  refunded_amount bigint not null default 0,
  status text not null,
  failure_code text,
  hold_expires_at timestamp with time zone,
  version integer not null default 1,
  created_at timestamp with time zone not null default now(),
  approved_at timestamp with time zone,
  check_at timestamp with time zone not null,
  updated_at timestamp with time zone not null default now(),
  confirm_at timestamp with time zone not null default now(),
  constraint payments_job_id_key UNIQUE (job_id),
  constraint payments_pkey PRIMARY KEY (id),
  constraint payments_amount_check CHECK (((amount > 0) OR ((amount = 0) AND (method <> 'gateway'::text) AND (purpose = 'reservation'::text)))),
  constraint payments_check CHECK (((refunded_amount >= 0) AND (refunded_amount <= amount))),
  constraint payments_check1 CHECK (((purpose = 'reservation'::text) = (reservation_id IS NOT NULL))),
  constraint payments_key_of_gateway CHECK (((method <> 'gateway'::text) OR (payment_key IS NOT NULL))),
  constraint payments_method_check CHECK ((method = ANY (ARRAY['wallet'::text, 'gateway'::text, 'cash'::text, 'card_terminal'::text, 'complimentary'::text]))),
  constraint payments_purpose_check CHECK ((purpose = ANY (ARRAY['reservation'::text, 'top_up'::text]))),
  constraint payments_status_check CHECK ((status = ANY (ARRAY['in_progress'::text, 'completed'::text, 'failed'::text, 'cancelled'::text, 'partially_cancelled'::text]))),
  constraint payments_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint payments_reservation_id_fkey FOREIGN KEY (reservation_id) REFERENCES reservations(id)
);

CREATE TABLE performance_prices (
  performance_id text not null,
  category text not null,
  grade text not null,
  price bigint not null,
  constraint performance_prices_pkey PRIMARY KEY (performance_id, category),
  constraint performance_prices_price_check CHECK ((price >= 0)),
  constraint performance_prices_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES performances(id)
);

CREATE TABLE performances (
  id text not null,
  concert_id text not null,
  starts_at timestamp with time zone not null,
  sale_opens_at timestamp with time zone not null,
  sale_closes_at timestamp with time zone not null,
  total_seats integer not null,
  created_at timestamp with time zone not null default now(),
  cancelled_at timestamp with time zone,
  postponed_from timestamp with time zone,
  full_refund_until timestamp with time zone,
  date_changes integer not null default 0,
  date_reason text,
  constraint performances_pkey PRIMARY KEY (id),
  constraint performances_check CHECK ((sale_opens_at < sale_closes_at)),
  constraint performances_total_seats_check CHECK ((total_seats > 0)),
  constraint performances_concert_id_fkey FOREIGN KEY (concert_id) REFERENCES concerts(id)
);

CREATE TABLE refresh_tokens (
  token_hash bytea not null,
  family_id text not null,
  account_id text not null,
  issued_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint refresh_tokens_pkey PRIMARY KEY (token_hash),
  constraint refresh_tokens_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);

CREATE TABLE refunds (
  id text not null,
  payment_id text not null,
  job_id text,
  fingerprint text,
  accepted_at timestamp with time zone,
  amount bigint not null,
  fee_amount bigint not null default 0,
  reason text not null,
  status text not null,
  created_at timestamp with time zone not null default now(),
  check_at timestamp with time zone not null,
  updated_at timestamp with time zone not null default now(),
  elsewhere_amount bigint not null default 0,
  by_hand_amount bigint not null default 0,
  debit_account text,
  cancel_at timestamp with time zone,
  cancel_base_amount bigint,
  account_id text,
  command_type text,
  seat_numbers integer[],
  seats_amount bigint,
  constraint refunds_job_id_key UNIQUE (job_id),
  constraint refunds_pkey PRIMARY KEY (id),
  constraint refunds_amount_check CHECK ((amount >= 0)),
  constraint refunds_check CHECK ((((job_id IS NULL) = (fingerprint IS NULL)) AND ((job_id IS NULL) = (accepted_at IS NULL)))),
  constraint refunds_fee_amount_check CHECK ((fee_amount >= 0)),
  constraint refunds_status_check CHECK ((status = ANY (ARRAY['in_progress'::text, 'completed'::text]))),
  constraint refunds_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments(id)
);

CREATE TABLE reservations (
  id text not null,
  account_id text not null,
  concert_id text not null,
  performance_id text not null,
  status text not null,
  seat_count integer not null,
  seats json not null,
  total_amount bigint not null,
  expires_at timestamp with time zone not null,
  version integer not null default 1,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint reservations_pkey PRIMARY KEY (id),
  constraint reservations_seat_count_check CHECK (((seat_count >= 1) AND (seat_count <= 50))),
  constraint reservations_status_check CHECK ((status = ANY (ARRAY['held'::text, 'paying'::text, 'confirmed'::text, 'cancelling'::text, 'cancelled'::text, 'expired'::text, 'released'::text, 'payment_failed'::text]))),
  constraint reservations_total_amount_check CHECK ((total_amount >= 0))
) with (fillfactor=80);

CREATE TABLE returning_seats (
  performance_id text not null,
  seat_number integer not null,
  returns_at timestamp with time zone not null,
  constraint returning_seats_pkey PRIMARY KEY (performance_id, seat_number)
);

CREATE TABLE seat_blocks (
  performance_id text not null,
  seat_number integer not null,
  reason text not null,
  blocked_by text not null,
  blocked_at timestamp with time zone not null default now(),
  constraint seat_blocks_pkey PRIMARY KEY (performance_id, seat_number),
  constraint seat_blocks_blocked_by_fkey FOREIGN KEY (blocked_by) REFERENCES accounts(id)
);

CREATE TABLE seats (
  performance_id text not null,
  seat_number integer not null,
  reservation_id text,
  sold boolean not null default false,
  not_for_sale text,
  constraint seats_pkey PRIMARY KEY (performance_id, seat_number),
  constraint seats_check CHECK (((reservation_id IS NOT NULL) OR (NOT sold))),
  constraint seats_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES performances(id)
) with (fillfactor=70);

CREATE TABLE second_factors (
  account_id text not null,
  sealed_secret text not null,
  created_at timestamp with time zone not null default now(),
  confirmed_at timestamp with time zone,
  last_step bigint not null default 0,
  recovery_digests bytea[] not null,
  constraint second_factors_pkey PRIMARY KEY (account_id),
  constraint second_factors_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);

CREATE TABLE sessions (
  id text not null,
  account_id text not null,
  created_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone not null default now(),
  ends_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  user_agent text,
  network bytea,
  second_factor boolean not null default false,
  current_digest bytea,
  current_issued_at timestamp with time zone,
  current_expires_at timestamp with time zone,
  previous_digest bytea,
  previous_used_at timestamp with time zone,
  lineage_digest bytea,
  refreshes integer not null default 0,
  refreshes_since timestamp with time zone not null default now(),
  constraint sessions_pkey PRIMARY KEY (id),
  constraint sessions_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);

CREATE TABLE show_cancellation_items (
  reservation_id text not null,
  performance_id text not null,
  was text not null,
  at_desk boolean not null default false,
  constraint show_cancellation_items_pkey PRIMARY KEY (reservation_id),
  constraint show_cancellation_items_was_check CHECK ((was = ANY (ARRAY['held'::text, 'paying'::text, 'confirmed'::text, 'cancelling'::text]))),
  constraint show_cancellation_items_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES show_cancellations(performance_id)
);

CREATE TABLE show_cancellations (
  performance_id text not null,
  job_id text not null,
  account_id text not null,
  fingerprint text not null,
  accepted_at timestamp with time zone not null,
  reason text not null,
  cancelled_before integer not null,
  started_at timestamp with time zone not null default now(),
  lease_until timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  constraint show_cancellations_job_id_key UNIQUE (job_id),
  constraint show_cancellations_pkey PRIMARY KEY (performance_id),
  constraint show_cancellations_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint show_cancellations_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES performances(id)
);

CREATE TABLE staff_actions (
  id bigint not null generated always as identity,
  at timestamp with time zone not null default now(),
  account_id text,
  action text not null,
  subject text,
  request_id text,
  details jsonb not null default '{}'::jsonb,
  keep_until timestamp with time zone not null default (now() + '5 years'::interval),
  constraint staff_actions_pkey PRIMARY KEY (id)
);

CREATE TABLE stuck_money (
  id text not null,
  kind text not null,
  payment_id text,
  payment_key text,
  refund_id text,
  wanted_amount bigint not null,
  balance_amount bigint,
  code text not null,
  message text not null,
  attempts integer not null default 1,
  since timestamp with time zone not null default now(),
  settled_at timestamp with time zone,
  settled_by text,
  reference text,
  note text,
  constraint stuck_money_pkey PRIMARY KEY (id),
  constraint stuck_money_by_hand_has_reference CHECK (((settled_by IS NULL) = (reference IS NULL))),
  constraint stuck_money_of_something CHECK (((payment_id IS NOT NULL) OR (payment_key IS NOT NULL))),
  constraint stuck_money_wanted_amount_check CHECK ((wanted_amount >= 0)),
  constraint stuck_money_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments(id),
  constraint stuck_money_refund_id_fkey FOREIGN KEY (refund_id) REFERENCES refunds(id),
  constraint stuck_money_settled_by_fkey FOREIGN KEY (settled_by) REFERENCES accounts(id)
);

CREATE TABLE tickets (
  id text not null,
  reservation_id text not null,
  performance_id text not null,
  seat_number integer not null,
  version integer not null default 1,
  status text not null default 'valid'::text,
  issued_at timestamp with time zone not null default now(),
  changed_at timestamp with time zone not null default now(),
  used_at timestamp with time zone,
  used_gate text,
  used_scan_id uuid,
  constraint tickets_pkey PRIMARY KEY (id),
  constraint tickets_check CHECK (((status <> 'used'::text) OR (used_at IS NOT NULL))),
  constraint tickets_status_check CHECK ((status = ANY (ARRAY['valid'::text, 'used'::text, 'void'::text])))
) with (fillfactor=80);

CREATE TABLE top_up_orders (
  id text not null,
  account_id text not null,
  amount bigint not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  constraint top_up_orders_pkey PRIMARY KEY (id),
  constraint top_up_orders_amount_check CHECK ((amount > 0)),
  constraint top_up_orders_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);

CREATE TABLE venue_seats (
  venue_id text not null,
  seat_number integer not null,
  seat_guid text not null,
  zone text not null,
  row_name text not null,
  seat_name text not null,
  category text not null,
  x double precision not null,
  y double precision not null,
  accessible boolean not null default false,
  zone_index integer,
  row_index integer,
  label text,
  constraint venue_seats_venue_id_seat_guid_key UNIQUE (venue_id, seat_guid),
  constraint venue_seats_pkey PRIMARY KEY (venue_id, seat_number),
  constraint venue_seats_seat_number_check CHECK (((seat_number >= 1) AND (seat_number <= 60000))),
  constraint venue_seats_venue_id_fkey FOREIGN KEY (venue_id) REFERENCES venues(id)
);

CREATE TABLE venues (
  id text not null,
  name text not null,
  address text not null,
  focal_x double precision not null,
  focal_y double precision not null,
  seat_count integer not null,
  created_at timestamp with time zone not null default now(),
  sections json,
  constraint venues_pkey PRIMARY KEY (id),
  constraint venues_seat_count_check CHECK (((seat_count >= 1) AND (seat_count <= 60000)))
);

CREATE TABLE wallets (
  account_id text not null,
  balance_amount bigint not null default 0,
  constraint wallets_pkey PRIMARY KEY (account_id),
  constraint wallets_never_negative CHECK ((balance_amount >= 0)),
  constraint wallets_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);

CREATE TABLE webhook_deliveries (
  id text not null,
  received_at timestamp with time zone not null default now(),
  constraint webhook_deliveries_pkey PRIMARY KEY (id)
);

CREATE OR REPLACE FUNCTION public.carry_refresh_token()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  session_id text := 'ses_' || substr(new.family_id, 5);
begin
  if tg_op = 'UPDATE' then
    update sessions set revoked_at = new.revoked_at where id = session_id and revoked_at is null;
    return null;
  end if;
  insert into sessions (id, account_id, ends_at, current_digest, current_issued_at, current_expires_at)
  values (session_id, new.account_id, now() + interval '90 days', new.token_hash, now(), new.expires_at)
  on conflict (id) do update set previous_digest = sessions.current_digest, previous_used_at = now(),
    current_digest = excluded.current_digest, current_issued_at = now(),
    current_expires_at = excluded.current_expires_at, last_seen_at = now();
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.carry_session()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  family text := 'fam_' || substr(coalesce(new.id, old.id), 5);
begin
  if tg_op = 'DELETE' then
    delete from refresh_tokens where family_id = family;
    return null;
  end if;
  if new.revoked_at is not null then
    update refresh_tokens set revoked_at = new.revoked_at where family_id = family and revoked_at is null;
  end if;
  if tg_op = 'INSERT' or new.current_digest is distinct from old.current_digest then
    update refresh_tokens set used_at = now()
    where family_id = family and used_at is null and token_hash <> new.current_digest;
    insert into refresh_tokens (token_hash, family_id, account_id, expires_at)
    values (new.current_digest, family, new.account_id, new.current_expires_at)
    on conflict (token_hash) do nothing;
    delete from refresh_tokens where family_id = family
      and token_hash <> new.current_digest and token_hash is distinct from new.previous_digest;
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.check_transfers_balance()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION public.check_transfers_post()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION public.event_log_bounds(OUT last bigint, OUT final bigint)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
begin
  last := coalesce(pg_sequence_last_value('domain_events_seq_seq'), 0);
  select least(last, min(((classid::bigint - 1163264000) << 32) + objid::bigint)) into final from pg_locks
  where locktype = 'advisory' and objsubid = 2 and classid::bigint between 1163264000 and 1163264000 + 32767
    and database = (select oid from pg_database where datname = current_database());
end $function$;

CREATE OR REPLACE FUNCTION public.fill_concert_search()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  select search_fold(concat_ws(' ', new.title, new.artist, v.name)) into new.search_text
  from venues v where v.id = new.venue_id;
  new.search_text := coalesce(new.search_text, '');
  new.search_grams := search_grams(new.search_text);
  return new;
end $function$;

CREATE OR REPLACE FUNCTION public.note_event_writer()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  last bigint;
begin
  if coalesce(current_setting('concert_mania.writes_events', true), '') = '' then
    last := coalesce(pg_sequence_last_value('domain_events_seq_seq'), 0);
    perform pg_advisory_xact_lock_shared((1163264000 + (last >> 32))::int, last::bit(32)::int);
    perform set_config('concert_mania.writes_events', 'yes', true);
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.refill_venue_search()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update concerts set venue_id = venue_id where venue_id = new.id;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.refuse_action_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'DELETE' and old.keep_until <= now() then return old; end if;
  raise exception 'staff action % is kept as it was written', old.id using errcode = 'restrict_violation';
end $function$;

CREATE OR REPLACE FUNCTION public.refuse_ledger_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'the ledger is append-only' using errcode = 'restrict_violation';
end $function$;

CREATE OR REPLACE FUNCTION public.refuse_second_owner()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'seat % of % belongs to %', old.seat_number, old.performance_id, old.reservation_id
    using errcode = 'unique_violation', constraint = 'seats_one_live_reservation';
end $function$;

CREATE OR REPLACE FUNCTION public.search_fold(given text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
  select normalize(replace(replace(replace(translate(lower(
    regexp_replace(normalize(given, NFKD), ' [\u0300-\u036f\u064b-\u0652\u0670\u3099\u309a]+|[\u0300-\u036f]|[\u0001-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"''`\u00ab\u00bb\u02b9-\u02bf\u02c8\u02ca\u02cb\u055a\u05f3\u05f4\u2018-\u201f\u2032-\u2036\u2039\u203a\u275b-\u275e\ua78c\u00b7\u119e\u2022\u2027\u2219\u22c5\u2e31\u30fb~\u2010-\u2015\u2043\u2212\u223c\u2e3a\u2e3b\u301c\u3030-]', '', 'g')
  ), 'øđłħŧıς', 'odlhtiσ'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), NFC) $function$;

CREATE OR REPLACE FUNCTION public.search_fold_words(given text[])
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
  select coalesce(array_agg(distinct word), '{}')
  from unnest(given) as part, regexp_split_to_table(search_fold(part), '\s+') as word where word <> '' $function$;

CREATE OR REPLACE FUNCTION public.search_grams(folded text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
  select coalesce(array_agg(distinct substr(word, place, size)), '{}')
  from regexp_split_to_table(folded, '\s+') as word, generate_series(1, length(word)) as place, generate_series(1, 2) as size
  where place + size - 1 <= length(word) $function$;

CREATE OR REPLACE FUNCTION public.search_keys(words text[])
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
  select coalesce(array_agg(distinct substr(word, place, 2)), '{}')
  from unnest(search_fold_words(words)) as word, generate_series(1, greatest(length(word) - 1, 1)) as place $function$;

CREATE OR REPLACE FUNCTION public.search_patterns(words text[])
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
  select coalesce(array_agg('%' || regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%'), '{}')
  from unnest(search_fold_words(words)) as word $function$;

CREATE INDEX account_tokens_account ON public.account_tokens USING btree (account_id);

CREATE INDEX account_tokens_expired ON public.account_tokens USING btree (expires_at);

CREATE UNIQUE INDEX accounts_email ON public.accounts USING btree (lower(email));

CREATE INDEX accounts_name_grams ON public.accounts USING gin (search_grams(search_fold(name)));

CREATE INDEX accounts_phone ON public.accounts USING btree (phone) WHERE (phone IS NOT NULL);

CREATE INDEX accounts_staff ON public.accounts USING btree (role, id) WHERE (role <> 'user'::text);

CREATE UNIQUE INDEX check_ins_admitted ON public.check_ins USING btree (ticket_id) WHERE ((result = 'admitted'::text) AND (NOT overtaken));

CREATE INDEX check_ins_of_account ON public.check_ins USING btree (account_id, scan_id);

CREATE INDEX check_ins_overtaken ON public.check_ins USING btree (performance_id) WHERE overtaken;

CREATE INDEX concerts_search_grams ON public.concerts USING gin (search_grams) WHERE (published_at IS NOT NULL);

CREATE INDEX concerts_venue ON public.concerts USING btree (venue_id);

CREATE INDEX desk_sales_holder_email ON public.desk_sales USING btree (lower(holder_email)) WHERE (holder_email IS NOT NULL);

CREATE INDEX desk_sales_holder_grams ON public.desk_sales USING gin (search_grams(search_fold(holder_name))) WHERE (holder_name IS NOT NULL);

CREATE INDEX desk_sales_holder_phone ON public.desk_sales USING btree (holder_phone) WHERE (holder_phone IS NOT NULL);

CREATE INDEX desk_sales_of_seller ON public.desk_sales USING btree (sold_by);

CREATE INDEX desk_sales_sold_at ON public.desk_sales USING btree (sold_at);

CREATE INDEX domain_events_position ON public.domain_events USING btree (seq);

CREATE INDEX domain_events_position_but_holds ON public.domain_events USING btree (seq) WHERE (type <> 'reservation.held'::text);

CREATE INDEX gateway_inquiries_due ON public.gateway_inquiries USING btree (due_at);

CREATE INDEX gateway_transactions_at ON public.gateway_transactions USING btree (at);

CREATE INDEX gateway_transactions_payment ON public.gateway_transactions USING btree (payment_key);

CREATE INDEX hold_uses_ended ON public.hold_uses USING btree (ended_at);

CREATE INDEX ledger_entries_account ON public.ledger_entries USING btree (ledger_account, id DESC);

CREATE INDEX ledger_entries_transfer ON public.ledger_entries USING btree (transfer_id);

CREATE INDEX notifications_account ON public.notifications USING btree (account_id, channel, sent_at);

CREATE INDEX notifications_due ON public.notifications USING btree (next_try_at) WHERE ((sent_at IS NULL) AND (given_up_at IS NULL));

CREATE INDEX payments_account ON public.payments USING btree (account_id, id DESC);

CREATE UNIQUE INDEX payments_one_live_per_reservation ON public.payments USING btree (reservation_id) WHERE (status = ANY (ARRAY['in_progress'::text, 'completed'::text, 'partially_cancelled'::text]));

CREATE UNIQUE INDEX payments_payment_key ON public.payments USING btree (payment_key) WHERE (status <> 'failed'::text);

CREATE INDEX payments_reservation ON public.payments USING btree (reservation_id);

CREATE UNIQUE INDEX payments_top_up_order ON public.payments USING btree (account_id, order_id) WHERE ((purpose = 'top_up'::text) AND (status <> 'failed'::text));

CREATE INDEX payments_unsettled ON public.payments USING btree (check_at) WHERE (status = 'in_progress'::text);

CREATE INDEX performances_concert ON public.performances USING btree (concert_id, starts_at);

CREATE INDEX performances_starts_at ON public.performances USING btree (starts_at, concert_id);

CREATE INDEX refresh_tokens_account ON public.refresh_tokens USING btree (account_id);

CREATE INDEX refresh_tokens_family ON public.refresh_tokens USING btree (family_id);

CREATE INDEX refunds_created ON public.refunds USING btree (created_at);

CREATE UNIQUE INDEX refunds_one_in_progress ON public.refunds USING btree (payment_id) WHERE (status = 'in_progress'::text);

CREATE INDEX refunds_payment ON public.refunds USING btree (payment_id);

CREATE INDEX refunds_unsettled ON public.refunds USING btree (check_at) WHERE (status = 'in_progress'::text);

CREATE INDEX reservations_account ON public.reservations USING btree (account_id, id DESC);

CREATE INDEX reservations_live ON public.reservations USING btree (account_id, performance_id) WHERE (status = ANY (ARRAY['held'::text, 'paying'::text, 'confirmed'::text, 'cancelling'::text]));

CREATE INDEX reservations_overdue ON public.reservations USING btree (expires_at) WHERE (status = ANY (ARRAY['held'::text, 'paying'::text]));

CREATE INDEX reservations_sold ON public.reservations USING btree (performance_id) WHERE (status = ANY (ARRAY['confirmed'::text, 'cancelling'::text, 'cancelled'::text]));

CREATE INDEX returning_seats_due ON public.returning_seats USING btree (returns_at);

CREATE INDEX seat_blocks_of_account ON public.seat_blocks USING btree (blocked_by);

CREATE INDEX sessions_account ON public.sessions USING btree (account_id);

CREATE UNIQUE INDEX sessions_current ON public.sessions USING btree (current_digest);

CREATE INDEX sessions_end ON public.sessions USING btree (ends_at);

CREATE INDEX sessions_lineage ON public.sessions USING btree (lineage_digest);

CREATE INDEX sessions_network ON public.sessions USING btree (network);

CREATE INDEX sessions_previous ON public.sessions USING btree (previous_digest);

CREATE INDEX sessions_revoked ON public.sessions USING btree (revoked_at) WHERE (revoked_at IS NOT NULL);

CREATE INDEX show_cancellation_items_performance ON public.show_cancellation_items USING btree (performance_id);

CREATE INDEX show_cancellations_of_account ON public.show_cancellations USING btree (account_id);

CREATE INDEX show_cancellations_open ON public.show_cancellations USING btree (lease_until) WHERE (finished_at IS NULL);

CREATE INDEX staff_actions_due ON public.staff_actions USING btree (keep_until);

CREATE INDEX staff_actions_of_account ON public.staff_actions USING btree (account_id, id);

CREATE INDEX staff_actions_of_subject ON public.staff_actions USING btree (subject, id);

CREATE INDEX stuck_money_of_account ON public.stuck_money USING btree (settled_by) WHERE (settled_by IS NOT NULL);

CREATE INDEX stuck_money_of_payment ON public.stuck_money USING btree (payment_id);

CREATE UNIQUE INDEX stuck_money_open ON public.stuck_money USING btree (kind, COALESCE(refund_id, payment_id, payment_key)) WHERE (settled_at IS NULL);

CREATE UNIQUE INDEX tickets_live_seat ON public.tickets USING btree (performance_id, seat_number) WHERE (status <> 'void'::text);

CREATE INDEX tickets_performance ON public.tickets USING btree (performance_id);

CREATE INDEX tickets_reservation ON public.tickets USING btree (reservation_id);

CREATE INDEX top_up_orders_account ON public.top_up_orders USING btree (account_id);

CREATE TRIGGER concerts_search BEFORE INSERT OR UPDATE OF title, artist, venue_id ON public.concerts FOR EACH ROW EXECUTE FUNCTION fill_concert_search();

CREATE TRIGGER domain_events_writer BEFORE INSERT ON public.domain_events FOR EACH STATEMENT EXECUTE FUNCTION note_event_writer();

CREATE TRIGGER ledger_entries_append_only BEFORE DELETE OR UPDATE ON public.ledger_entries FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();

CREATE TRIGGER ledger_transfers_balanced AFTER INSERT ON public.ledger_entries REFERENCING NEW TABLE AS new_entries FOR EACH STATEMENT EXECUTE FUNCTION check_transfers_balance();

CREATE TRIGGER ledger_pending_append_only BEFORE DELETE OR UPDATE ON public.ledger_pending FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();

CREATE TRIGGER ledger_resolutions_append_only BEFORE DELETE OR UPDATE ON public.ledger_resolutions FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();

CREATE TRIGGER ledger_transfers_append_only BEFORE DELETE OR UPDATE ON public.ledger_transfers FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();

CREATE TRIGGER ledger_transfers_posted AFTER INSERT ON public.ledger_transfers REFERENCING NEW TABLE AS new_transfers FOR EACH STATEMENT EXECUTE FUNCTION check_transfers_post();

CREATE TRIGGER refresh_tokens_to_sessions_insert AFTER INSERT ON public.refresh_tokens FOR EACH ROW WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION carry_refresh_token();

CREATE TRIGGER refresh_tokens_to_sessions_revoke AFTER UPDATE OF revoked_at ON public.refresh_tokens FOR EACH ROW WHEN (((pg_trigger_depth() = 0) AND (old.revoked_at IS NULL) AND (new.revoked_at IS NOT NULL))) EXECUTE FUNCTION carry_refresh_token();

CREATE TRIGGER seats_one_live_reservation BEFORE UPDATE ON public.seats FOR EACH ROW WHEN (((old.reservation_id IS NOT NULL) AND (new.reservation_id IS NOT NULL) AND (old.reservation_id <> new.reservation_id))) EXECUTE FUNCTION refuse_second_owner();

CREATE TRIGGER sessions_to_refresh_tokens AFTER INSERT OR UPDATE OF current_digest, revoked_at ON public.sessions FOR EACH ROW WHEN (((pg_trigger_depth() = 0) AND (new.current_digest IS NOT NULL))) EXECUTE FUNCTION carry_session();

CREATE TRIGGER sessions_to_refresh_tokens_delete AFTER DELETE ON public.sessions FOR EACH ROW WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION carry_session();

CREATE TRIGGER staff_actions_append_only BEFORE DELETE OR UPDATE ON public.staff_actions FOR EACH ROW EXECUTE FUNCTION refuse_action_change();

CREATE TRIGGER venues_search AFTER UPDATE OF name ON public.venues FOR EACH ROW WHEN ((old.name IS DISTINCT FROM new.name)) EXECUTE FUNCTION refill_venue_search();
