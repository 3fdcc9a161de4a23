/** What a performance has earned is read without reading every reservation. Holds are not in it and pay nothing for it. */
export const up = `
create index reservations_sold on reservations (performance_id) where status in ('confirmed', 'cancelling', 'cancelled');
`;

export const down = `
drop index reservations_sold;
`;
