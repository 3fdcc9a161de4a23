set local lock_timeout = '5s';

create index notifications_unsent on notifications (created_at) where sent_at is null;
