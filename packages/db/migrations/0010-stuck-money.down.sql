drop table gateway_inquiries, stuck_money;
alter table refunds drop constraint refunds_amount_check;
alter table refunds add constraint refunds_amount_check check (amount > 0);
alter table refunds drop column elsewhere_amount, drop column by_hand_amount, drop column debit_account;
