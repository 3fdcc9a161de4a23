-- Documents that are written once, read whole and never searched become json. Parsing them into
-- jsonb took about a quarter of the database's time for a hold.

alter table domain_events alter column payload type json;
alter table command_outcomes alter column outcome type json;
alter table reservations alter column seats type json;
