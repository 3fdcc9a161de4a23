alter table payments drop constraint payments_amount_check;
alter table payments add constraint payments_amount_check check (amount > 0);
