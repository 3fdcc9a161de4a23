-- Unsent notices are found by the index notifications_due, which leaves out those given up.

set local lock_timeout = '5s';

drop index notifications_unsent;
