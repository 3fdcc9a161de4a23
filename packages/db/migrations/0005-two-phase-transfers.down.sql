drop trigger ledger_transfers_posted on ledger_transfers;
drop function check_transfer_posts();
drop table ledger_resolutions, ledger_pending;
