-- Roles of staff, disabled accounts and the log of staff actions. The next migration validates the
-- check of roles: validation reads every account, too long for the lock that this migration holds.

set local lock_timeout = '5s';

alter table accounts
  drop constraint accounts_role_check,
  add constraint accounts_role_check check (role in ('user', 'steward', 'box_office', 'admin')) not valid,
  -- Set while an account may not sign in.
  add column disabled_at timestamptz,
  -- The hash of the password that ADMIN_PASSWORD gave this account; null for every other account.
  add column initial_password_hash text;
create index accounts_staff on accounts (role, id) where role <> 'user';

create table staff_actions (
  id bigint primary key generated always as identity,
  at timestamptz not null default now(),
  -- Null: done on the command line. No foreign key: the log outlives the account.
  account_id text,
  action text not null,
  -- The id of the changed row.
  subject text,
  request_id text,
  details jsonb not null default '{}',
  -- The row may be deleted after this time, and not before.
  keep_until timestamptz not null default now() + interval '5 years'
);
create index staff_actions_of_account on staff_actions (account_id, id);
create index staff_actions_of_subject on staff_actions (subject, id);
create index staff_actions_due on staff_actions (keep_until);

create function refuse_action_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and old.keep_until <= now() then return old; end if;
  raise exception 'staff action % is kept as it was written', old.id using errcode = 'restrict_violation';
end $$;
create trigger staff_actions_append_only before update or delete on staff_actions
  for each row execute function refuse_action_change();
