-- A reservation of free seats is confirmed by a wallet payment of 0, without a transfer.

alter table payments drop constraint payments_amount_check;
alter table payments add constraint payments_amount_check
  check (amount > 0 or (amount = 0 and method = 'wallet' and purpose = 'reservation'));
