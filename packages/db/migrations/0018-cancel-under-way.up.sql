-- When the gateway was last asked for a refund, and how much of the payment it had refunded by
-- then. While that request may be in progress, no refund of another amount is sent. Null: none is.

set local lock_timeout = '5s';

alter table refunds add column cancel_at timestamptz, add column cancel_base_amount bigint;
