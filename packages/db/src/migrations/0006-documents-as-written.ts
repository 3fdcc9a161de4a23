/**
 * What is written once, read whole and never searched is kept as it was written: json. Taking it apart into jsonb was about a quarter
 * of what the database spent on a hold.
 */
export const up = `
alter table domain_events alter column payload type json;
alter table command_outcomes alter column outcome type json;
alter table reservations alter column seats type json;
`;

export const down = `
alter table domain_events alter column payload type jsonb;
alter table command_outcomes alter column outcome type jsonb;
alter table reservations alter column seats type jsonb;
`;
