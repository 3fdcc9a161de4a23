/** A rush is all holds; who does not want these events must not read past each of them. */
export const up = `
create index domain_events_but_holds on domain_events (txid, seq) where type <> 'reservation.held';
`;

export const down = `
drop index domain_events_but_holds;
`;
