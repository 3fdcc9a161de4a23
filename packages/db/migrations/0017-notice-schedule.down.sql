drop index notifications_due;
alter table notifications drop column attempts, drop column next_try_at,
  drop column lapses_at, drop column given_up_at, drop column given_up_reason;
