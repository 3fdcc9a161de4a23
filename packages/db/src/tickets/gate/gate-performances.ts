import type { GatePerformance, GatePerformances } from '@concert-mania/core/tickets/gate/ports';
import type { Queryable } from '../../connection/database.ts';

/** Yesterday's late show is still listed, and so is a rehearsal with tickets of next week. */
const LIST = `
  select p.id, p.concert_id as "concertId", c.title, v.name as venue, p.starts_at as "startsAt"
  from performances p join concerts c on c.id = p.concert_id join venues v on v.id = c.venue_id
  where c.published_at is not null and p.starts_at > now() - interval '1 day'
    and p.starts_at < now() + interval '7 days'
    and ($1::timestamptz is null or (p.starts_at, p.id) > ($1, $2))
  order by p.starts_at, p.id limit $3`;

/** The performances of these days, for stewards. */
export const makeGatePerformances = (db: Queryable): GatePerformances => ({
  list: async ({ after, limit }) => {
    const rows = await db.query<GatePerformance>(LIST, [
      after?.startsAt ?? null,
      after?.id ?? null,
      limit + 1,
    ]);
    return { items: rows.slice(0, limit), more: rows.length > limit };
  },
});
