alter table domain_events alter column payload type jsonb;
alter table command_outcomes alter column outcome type jsonb;
alter table reservations alter column seats type jsonb;
