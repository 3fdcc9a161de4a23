import type { PerformanceOnSale } from '@concert-mania/core/holds/hold-book';
import { makeSeatPlan, type PlannedSeat, type SeatPlan } from '@concert-mania/core/holds/seat-plan';
import type { PerformanceId } from '@concert-mania/core/shared/ids';
import type { Queryable } from './database.ts';

/** A performance without its free seats, which are read anew in every batch. */
export type PerformanceTerms = Omit<PerformanceOnSale, 'isFree'>;

interface TermsRow {
  id: string;
  concert_id: string;
  sale_opens_at: Date;
  sale_closes_at: Date;
  waiting_room_enabled: boolean;
  max_seats_per_user: number;
  hold_seconds: number | null;
  focal_x: number;
  focal_y: number;
  revision: number;
}

interface SeatRow {
  seat_number: number;
  seat_guid: string;
  zone: string;
  row_name: string;
  seat_name: string;
  category: string;
  grade: string;
  price: number;
  accessible: boolean;
  x: number;
  y: number;
}

const TERMS_MAX_AGE_MS = 1_000;
const MAX_PLANS = 200;

/**
 * The terms of performances, at most a second old, and their seat plans, which change only with the concert's revision. Bounded: the
 * least recently loaded plan is forgotten first.
 */
export function makeHoldPlans(defaultHoldSeconds: number, nowMs: () => number = () => performance.now()) {
  const terms = new Map<PerformanceId, { readonly readAtMs: number; readonly value: PerformanceTerms }>();
  const plans = new Map<string, SeatPlan>();

  const planOf = async (tx: Queryable, row: TermsRow): Promise<SeatPlan> => {
    const key = `${row.id} ${row.revision}`;
    const known = plans.get(key);
    if (known) return known;
    const seats = await tx.query<SeatRow>(PLAN_SQL, [row.id]);
    const plan = makeSeatPlan(seats.map(toPlannedSeat), { x: row.focal_x, y: row.focal_y });
    plans.set(key, plan);
    const oldest = plans.keys().next().value;
    if (plans.size > MAX_PLANS && oldest !== undefined) plans.delete(oldest);
    return plan;
  };

  return {
    /** The terms of those performances that exist and are published. */
    read: async (
      tx: Queryable,
      ids: ReadonlySet<PerformanceId>,
    ): Promise<ReadonlyMap<PerformanceId, PerformanceTerms>> => {
      const stale = [...ids].filter((id) => {
        const known = terms.get(id);
        return !known || nowMs() - known.readAtMs > TERMS_MAX_AGE_MS;
      });
      if (stale.length > 0) {
        for (const id of stale) terms.delete(id);
        for (const row of await tx.query<TermsRow>(TERMS_SQL, [stale])) {
          terms.set(row.id, {
            readAtMs: nowMs(),
            value: {
              id: row.id,
              concertId: row.concert_id,
              saleOpensAt: row.sale_opens_at,
              saleClosesAt: row.sale_closes_at,
              waitingRoomEnabled: row.waiting_room_enabled,
              maxSeatsPerUser: row.max_seats_per_user,
              holdSeconds: row.hold_seconds ?? defaultHoldSeconds,
              plan: await planOf(tx, row),
            },
          });
        }
      }
      const found = [...ids].flatMap((id) => {
        const known = terms.get(id);
        return known ? [[id, known.value] as const] : [];
      });
      for (const id of terms.keys()) if (terms.size > MAX_PLANS && !ids.has(id)) terms.delete(id);
      return new Map(found);
    },
  };
}
export type HoldPlans = ReturnType<typeof makeHoldPlans>;

const TERMS_SQL = `
  select p.id, p.concert_id, p.sale_opens_at, p.sale_closes_at,
    c.waiting_room_enabled, c.max_seats_per_user, c.hold_seconds, v.focal_x, v.focal_y, c.revision
  from performances p
  join concerts c on c.id = p.concert_id and c.published_at is not null
  join venues v on v.id = c.venue_id
  where p.id = any($1)`;

const PLAN_SQL = `
  select s.seat_number, v.seat_guid, v.zone, v.row_name, v.seat_name, v.category, r.grade, r.price, v.accessible, v.x, v.y
  from performances p
  join concerts c on c.id = p.concert_id
  join seats s on s.performance_id = p.id
  join venue_seats v on v.venue_id = c.venue_id and v.seat_number = s.seat_number
  join performance_prices r on r.performance_id = p.id and r.category = v.category
  where p.id = $1`;

const toPlannedSeat = (row: SeatRow): PlannedSeat => ({
  seatNumber: row.seat_number,
  seatGuid: row.seat_guid,
  zone: row.zone,
  row: row.row_name,
  label: `${row.zone} ${row.row_name}-${row.seat_name}`,
  grade: row.grade,
  price: row.price,
  accessible: row.accessible,
  x: row.x,
  y: row.y,
});
