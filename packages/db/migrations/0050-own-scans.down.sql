drop index check_ins_of_account;
drop index refunds_created;
