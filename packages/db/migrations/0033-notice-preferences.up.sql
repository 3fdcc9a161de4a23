-- The notices that a fan switched off, as template and channel: hold_expired.email.
-- Mails about bookings, cancellations and refunds cannot be switched off.

set local lock_timeout = '5s';

-- The default is a constant, so existing rows are not rewritten.
alter table accounts
  add column muted_notices text[] not null default '{}'
    check (muted_notices <@ array['hold_expired.email', 'admitted.email', 'reservation_confirmed.sms',
      'reservation_cancelled.sms', 'late_money_refunded.sms', 'hold_expired.sms', 'admitted.sms']);
