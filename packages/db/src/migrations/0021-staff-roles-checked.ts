/** Validates the check of roles under a lock that stops neither reads nor writes. */
export const up = `
set local lock_timeout = '5s';

alter table accounts validate constraint accounts_role_check;
`;

/** A validated constraint stays validated. */
export const down = 'select 1';
