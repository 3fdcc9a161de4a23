drop table show_cancellation_items;
drop table show_cancellations;
alter table performances
  drop column cancelled_at,
  drop column postponed_from,
  drop column full_refund_until,
  drop column date_changes,
  drop column date_reason;
