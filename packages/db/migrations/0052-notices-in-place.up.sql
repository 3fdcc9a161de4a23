-- A claim changes no indexed column: with free space in its page it writes no index (HOT).

set local lock_timeout = '5s';

alter table notifications set (fillfactor = 50);
