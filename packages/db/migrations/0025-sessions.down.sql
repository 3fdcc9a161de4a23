drop table second_factors;
drop table sessions;
drop trigger refresh_tokens_to_sessions_insert on refresh_tokens;
drop trigger refresh_tokens_to_sessions_revoke on refresh_tokens;
drop function carry_refresh_token();
drop function carry_session();
