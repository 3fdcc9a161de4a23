-- Attempts at a notice whose message was not begun, because others had to be sent first.

set local lock_timeout = '5s';

alter table notifications add column waits int not null default 0;
