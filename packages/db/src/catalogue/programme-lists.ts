import {
  MAX_VENUE_SECTIONS,
  type ProgrammedSummary,
  type ProgrammeLists,
  type VenueDetail,
  type VenueSummary,
} from '@concert-mania/core/programme/lists';
import type { Queryable } from '../connection/database.ts';

// Of the rows of a page alone: PostgreSQL evaluates it after the limit.
const SECTIONS = `(select coalesce(json_agg(json_build_object('name', s.zone, 'seats', s.seats, 'box',
      json_build_object('x', s.x, 'y', s.y, 'width', s.width, 'height', s.height)) order by s.first_seat), '[]')
    from (select zone, count(*)::int as seats, min(x) as x, min(y) as y, max(x) - min(x) as width,
        max(y) - min(y) as height, min(seat_number) as first_seat
      from venue_seats where venue_id = v.id group by zone order by first_seat limit ${MAX_VENUE_SECTIONS}) s)`;

const VENUE = `select v.id, v.name, v.address, json_build_object('x', v.focal_x, 'y', v.focal_y) as "focalPoint",
    v.seat_count as "seatCount", v.created_at as "createdAt", ${SECTIONS} as sections
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
