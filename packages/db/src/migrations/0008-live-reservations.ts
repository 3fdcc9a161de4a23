/** A fan's limit is read for each hold: its cost must not grow with all that the fan ever bought. */
export const up = `
create index reservations_live on reservations (account_id, performance_id)
  where status in ('held', 'paying', 'confirmed', 'cancelling');
`;

export const down = `
drop index reservations_live;
`;
