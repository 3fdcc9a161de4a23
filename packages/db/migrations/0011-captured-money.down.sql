drop table gateway_differences, gateway_comparisons, gateway_transactions, top_up_orders;
alter table payments drop column confirm_at;
