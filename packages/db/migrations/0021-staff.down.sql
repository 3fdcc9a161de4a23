drop table staff_actions;
drop function refuse_action_change();
drop index accounts_staff;
update accounts set role = 'user' where role in ('steward', 'box_office');
alter table accounts
  drop constraint accounts_role_check,
  add constraint accounts_role_check check (role in ('user', 'admin')),
  drop column disabled_at,
  drop column initial_password_hash;
