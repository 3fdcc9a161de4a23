/**
 * Verified addresses, tokens of verification and password reset, erased accounts. Accounts that
 * exist already count as verified: they have been mailed so far, and an upgrade must not keep their
 * owners out of a sale. Whoever wants otherwise sets `email_verified_at` to null afterwards. On a
 * large system, build the indexes beforehand with `concurrently`; the migration then finds them.
 */
export const up = `
set local lock_timeout = '5s';

-- The default is a constant for the existing rows, so that none is rewritten.
alter table accounts
  add column email_verified_at timestamptz default now(),
  -- The person is gone; the id stays for the ledger.
  add column erased_at timestamptz,
  -- The last use of a session that was removed since.
  add column last_seen_at timestamptz;
alter table accounts alter column email_verified_at drop default;
create index if not exists accounts_phone on accounts (phone) where phone is not null;

create table account_tokens (
  -- SHA-256 of the token. The token is in a mail and nowhere else.
  digest bytea primary key,
  account_id text not null references accounts,
  purpose text not null check (purpose in ('verify_email', 'reset_password')),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index account_tokens_account on account_tokens (account_id);
create index account_tokens_expired on account_tokens (expires_at);

-- Asked for and not yet looked at: whether there is such an account, nobody knows at this point.
create table password_reset_requests (
  id text primary key,
  email text not null,
  created_at timestamptz not null default now()
);

-- None on command_outcomes (account_id): it would cost every hold an entry. The outcomes of an account
-- are found by the job ids of its payments and refunds.
create index if not exists notifications_account on notifications (account_id, channel, sent_at);
`;

export const down = `
drop index if exists notifications_account;
drop table password_reset_requests;
drop table account_tokens;
drop index if exists accounts_phone;
alter table accounts drop column email_verified_at, drop column erased_at, drop column last_seen_at;
`;
