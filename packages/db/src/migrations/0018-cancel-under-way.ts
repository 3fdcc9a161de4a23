/**
 * When the gateway was last asked to give a refund's money back, and what it had given back of the
 * payment then: while that cancel may be under way, none of another amount is sent. Null: none is.
 */
export const up = `
set local lock_timeout = '5s';

alter table refunds add column cancel_at timestamptz, add column cancel_base_amount bigint;
`;

export const down = `
alter table refunds drop column cancel_at, drop column cancel_base_amount;
`;
