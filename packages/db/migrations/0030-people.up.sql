-- Verified addresses, tokens for verification and password reset, erased accounts. Existing
-- accounts count as verified, so that an upgrade excludes no one from a sale.
-- On a large system, build the indexes beforehand with `concurrently`.

set local lock_timeout = '5s';

-- The default is a constant, so existing rows are not rewritten.
alter table accounts
  add column email_verified_at timestamptz default now(),
  -- Set when the person's data was erased. The id stays for the ledger.
  add column erased_at timestamptz,
  -- The last use of a session that is now removed.
  add column last_seen_at timestamptz;
alter table accounts alter column email_verified_at drop default;
create index if not exists accounts_phone on accounts (phone) where phone is not null;

create table account_tokens (
  -- SHA-256 of the token. Only the mail has the token itself.
  digest bytea primary key,
  account_id text not null references accounts,
  purpose text not null check (purpose in ('verify_email', 'reset_password')),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index account_tokens_account on account_tokens (account_id);
create index account_tokens_expired on account_tokens (expires_at);

-- Requests not yet processed. The address may belong to no account.
create table password_reset_requests (
  id text primary key,
  email text not null,
  created_at timestamptz not null default now()
);

-- No index on command_outcomes (account_id): it would cost every hold an entry. The outcomes of an
-- account are found by the job ids of its payments and refunds.
create index if not exists notifications_account on notifications (account_id, channel, sent_at);
