alter table refunds drop column cancel_at, drop column cancel_base_amount;
