import type {
  ProgrammedSummary,
  ProgrammeLists,
  VenueDetail,
  VenueSummary,
} from '@concert-mania/core/programme/lists';
import type { Queryable } from '../connection/database.ts';

const VENUE = `select v.id, v.name, v.address, json_build_object('x', v.focal_x, 'y', v.focal_y) as "focalPoint",
    v.seat_count as "seatCount", v.created_at as "createdAt", coalesce(v.sections, '[]') as sections
  from venues v`;

const CONCERTS = `select c.id, c.title, c.artist, json_build_object('id', v.id, 'name', v.name) as venue,
    c.published_at as "publishedAt", c.created_at as "createdAt", p.performances,
    p.first_starts_at as "firstStartsAt", p.last_starts_at as "lastStartsAt"
  from concerts c join venues v on v.id = c.venue_id,
    lateral (select count(*)::int as performances, min(starts_at) as first_starts_at, max(starts_at) as last_starts_at
      from performances where concert_id = c.id) p
  where ($1::text is null or c.id < $1)
    and ($2::text is null or ($2 = 'published') = (c.published_at is not null))
  order by c.id desc limit $3`;

/** The lists of venues and concerts for administrators, in PostgreSQL. */
export function makeProgrammeLists(db: Queryable): ProgrammeLists {
  return {
    concerts: async ({ state, before, limit }) =>
      pageOf(await db.query<ProgrammedSummary>(CONCERTS, [before, state, limit + 1]), limit),
    venues: async ({ before, limit }) =>
      pageOf(
        await db.query<VenueSummary>(
          `${VENUE} where $1::text is null or v.id < $1 order by v.id desc limit $2`,
          [before, limit + 1],
        ),
        limit,
      ),
    findVenue: async (id) => {
      const [venue] = await db.query<VenueSummary>(`${VENUE} where v.id = $1`, [id]);
      if (venue === undefined) return null;
      const categories = await db.query<VenueDetail['categories'][number]>(
        `select category, count(*)::int as seats from venue_seats where venue_id = $1
         group by category order by category`,
        [id],
      );
      return { ...venue, categories };
    },
  };
}

const pageOf = <T>(rows: readonly T[], limit: number) => ({
  items: rows.slice(0, limit),
  more: rows.length > limit,
});
