import { flattenPlan } from '@concert-mania/core/catalogue/seating-plan';
import type { Clock } from '@concert-mania/core/shared/clock';
import type { ConcertId, Id, IdPrefix, VenueId } from '@concert-mania/core/shared/ids';
import { createPerformanceIn } from '@concert-mania/db/catalogue/create-performance';
import { createVenue } from '@concert-mania/db/catalogue/create-venue';
import { lockByName } from '@concert-mania/db/connection/advisory-locks';
import type { Database, Queryable } from '@concert-mania/db/connection/database';
import { type DemoConcert, onSaleNow, openingSoon } from './demo-programme.ts';
import { ARENA, CONCERT_HALL, type HallDesign, makeHall } from './hall-plan.ts';

const ID_CHARS = 25;

/** An id that is the same every time: the demo data's own, in the shape of all others. */
export const demoId = <P extends IdPrefix>(prefix: P, name: string): Id<P> =>
  `${prefix}_${name.padStart(ID_CHARS, '0')}`;

const VENUE_ID = demoId('ven', 'demohall');
const ARENA_ID = demoId('ven', 'demoarena');

/** The rows that were missing and that the seed wrote. */
export interface Seeded {
  readonly concerts: readonly { readonly id: string; readonly title: string }[];
}

/**
 * Writes the demo hall, an arena, a concert on sale with two performances, and one that opens in
 * ten minutes. Leaves existing rows as they are. Adds another concert that opens in ten minutes
 * once the sale of the last one has opened.
 */
export function seedDemo(db: Database, clock: Clock): Promise<Seeded> {
  return db.transaction(async (tx) => {
    // Two seeds at once: the second waits, and finds everything.
    await lockByName(tx, 'demoData');
    await seedVenue(tx, VENUE_ID, CONCERT_HALL, '서울특별시 종로구 한빛로 12');
    await seedVenue(tx, ARENA_ID, ARENA, '서울특별시 송파구 한빛로 424');
    const concerts: { id: string; title: string }[] = [];
    for (const concert of await wantedConcerts(tx, clock())) {
      const id = demoId('con', concert.name);
      const [known] = await tx.query('select from concerts where id = $1', [id]);
      if (known) continue;
      await seedConcert(tx, id, concert);
      concerts.push({ id, title: concert.title });
    }
    return { concerts };
  });
}

async function wantedConcerts(tx: Queryable, now: Date): Promise<readonly DemoConcert[]> {
  const [soon] = await tx.query<{ editions: number; upcoming: boolean }>(
    `select count(distinct c.id) as editions, coalesce(bool_or(p.sale_opens_at > now()), false) as upcoming
     from concerts c join performances p on p.concert_id = c.id
     where c.venue_id = $1 and c.id like $2`,
    [VENUE_ID, 'con\\_%demosoon%'],
  );
  if (soon?.upcoming) return [onSaleNow(now)];
  return [onSaleNow(now), openingSoon(now, (soon?.editions ?? 0) + 1)];
}

async function seedVenue(tx: Queryable, id: VenueId, design: HallDesign, address: string): Promise<void> {
  const [known] = await tx.query('select from venues where id = $1', [id]);
  if (known) return;
  const hall = makeHall(design);
  await createVenue(tx, {
    id,
    name: hall.plan.name,
    address,
    focalPoint: hall.focalPoint,
    seats: flattenPlan(hall.plan, hall.accessibleSeats),
  });
}

async function seedConcert(tx: Queryable, id: ConcertId, concert: DemoConcert): Promise<void> {
  await tx.query(
    `insert into concerts (id, title, artist, description, venue_id, waiting_room_enabled, max_active,
       admit_per_second, published_at)
     values ($1, $2, $3, $4, $5, true, $6, $7, now())`,
    [
      id,
      concert.title,
      concert.artist,
      concert.description,
      VENUE_ID,
      concert.maxActive,
      concert.admitPerSecond,
    ],
  );
  for (const [index, performance] of concert.performances.entries()) {
    const performanceId = demoId('prf', `${concert.name}${index + 1}`);
    const created = await createPerformanceIn(tx, { ...performance, id: performanceId, concertId: id });
    if (!created.ok) throw new Error(`the demo performance was refused: ${created.error.code}`);
  }
}
