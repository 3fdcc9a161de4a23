-- Validates the check of roles under a lock that blocks neither reads nor writes.

set local lock_timeout = '5s';

alter table accounts validate constraint accounts_role_check;
