/** When the gateway was last asked to take a payment's money; `-infinity` where it never was. */
export const up = `
alter table payments add column confirm_at timestamptz not null default now();
`;

export const down = `
alter table payments drop column confirm_at;
`;
