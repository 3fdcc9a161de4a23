drop index if exists notifications_account;
drop table password_reset_requests;
drop table account_tokens;
drop index if exists accounts_phone;
alter table accounts drop column email_verified_at, drop column erased_at, drop column last_seen_at;
