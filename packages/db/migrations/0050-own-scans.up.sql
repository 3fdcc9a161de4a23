-- The takings of a day find its refunds, and a member of the staff finds the own scans. On a large
-- system, build the indexes beforehand with `concurrently`; the migration then finds them.

set local lock_timeout = '5s';

create index if not exists refunds_created on refunds (created_at);
create index if not exists check_ins_of_account on check_ins (account_id, scan_id);
