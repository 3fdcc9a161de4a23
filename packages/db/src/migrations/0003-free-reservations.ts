/** A reservation of seats that cost nothing is confirmed by a payment of nothing: from the wallet, without a transfer. */
export const up = `
alter table payments drop constraint payments_amount_check;
alter table payments add constraint payments_amount_check
  check (amount > 0 or (amount = 0 and method = 'wallet' and purpose = 'reservation'));
`;

export const down = `
alter table payments drop constraint payments_amount_check;
alter table payments add constraint payments_amount_check check (amount > 0);
`;
