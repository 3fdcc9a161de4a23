/**
 * Roles of staff, accounts that are disabled, and what staff did. The check of roles is validated in
 * the next migration, because validation reads every account and must not do so under this lock.
 */
export const up = `
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
  -- Null for what was done on the command line. No foreign key: the log says what was, not what is.
  account_id text,
  action text not null,
  -- The id of what the action changed.
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
`;

export const down = `
drop table staff_actions;
drop function refuse_action_change();
drop index accounts_staff;
update accounts set role = 'user' where role in ('steward', 'box_office');
alter table accounts
  drop constraint accounts_role_check,
  add constraint accounts_role_check check (role in ('user', 'admin')),
  drop column disabled_at,
  drop column initial_password_hash;
`;
