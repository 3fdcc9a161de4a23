-- Sessions as rows, and second factors. A session keeps the digests of its current and its previous
-- refresh token. Earlier versions still use `refresh_tokens`: triggers copy changes both ways. They
-- and the table can go 14 days after the last such process stopped, when its tokens have expired.

set local lock_timeout = '5s';

create table sessions (
  -- 'ses_' and the part after 'fam_' of the family in refresh_tokens.
  id text primary key,
  account_id text not null references accounts,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  ends_at timestamptz not null,
  revoked_at timestamptz,
  user_agent text,
  -- A keyed digest of the network that signed in.
  network bytea,
  -- The login included a second factor.
  second_factor boolean not null default false,
  -- Null for a session of the administrators' pages, which has no refresh token.
  current_digest bytea,
  current_issued_at timestamptz,
  current_expires_at timestamptz,
  previous_digest bytea,
  previous_used_at timestamptz,
  -- A digest of the part that all refresh tokens of the session share.
  lineage_digest bytea,
  refreshes integer not null default 0,
  refreshes_since timestamptz not null default now()
);
create unique index sessions_current on sessions (current_digest);
create index sessions_previous on sessions (previous_digest);
create index sessions_lineage on sessions (lineage_digest);
create index sessions_account on sessions (account_id);
create index sessions_network on sessions (network);
create index sessions_revoked on sessions (revoked_at) where revoked_at is not null;
create index sessions_end on sessions (ends_at);

create table second_factors (
  account_id text primary key references accounts,
  sealed_secret text not null,
  created_at timestamptz not null default now(),
  -- Null until the first code is entered. Until then logins do not ask for one.
  confirmed_at timestamptz,
  -- The time step of the last accepted code. Codes of this or an earlier step are refused.
  last_step bigint not null default 0,
  recovery_digests bytea[] not null
);

-- Copies changes by the earlier version.
create function carry_refresh_token() returns trigger language plpgsql as $$
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
end $$;
create trigger refresh_tokens_to_sessions_insert after insert on refresh_tokens for each row
  when (pg_trigger_depth() = 0) execute function carry_refresh_token();
create trigger refresh_tokens_to_sessions_revoke after update of revoked_at on refresh_tokens for each row
  when (pg_trigger_depth() = 0 and old.revoked_at is null and new.revoked_at is not null)
  execute function carry_refresh_token();

-- Copies changes by this version.
create function carry_session() returns trigger language plpgsql as $$
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
end $$;
create trigger sessions_to_refresh_tokens after insert or update of current_digest, revoked_at on sessions
  for each row when (pg_trigger_depth() = 0 and new.current_digest is not null)
  execute function carry_session();
create trigger sessions_to_refresh_tokens_delete after delete on sessions
  for each row when (pg_trigger_depth() = 0) execute function carry_session();
