/** Validates the check of seat counts under a lock that stops neither reads nor writes. */
export const up = `
set local lock_timeout = '5s';

alter table reservations validate constraint reservations_seat_count_check;
`;

/** A validated constraint stays validated. */
export const down = 'select 1';
