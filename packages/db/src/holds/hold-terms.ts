import type { PriceList, SaleTerms } from '@concert-mania/core/holds/hold-snapshot';
import { makeBoundedMap } from '@concert-mania/core/shared/bounded-map';
import type { PerformanceId, VenueId } from '@concert-mania/core/shared/ids';
import type { Queryable } from '../connection/database.ts';

/** The venue whose seats a performance sells, and its terms. */
export interface TermsInVenue extends SaleTerms {
  readonly venueId: VenueId;
}

/** The system's values for concerts without their own. */
export interface HoldDefaults {
  readonly holdSeconds: number;
  readonly holdBudgetSeatSeconds: number;
}

interface TermsRow {
  id: string;
  concert_id: string;
  venue_id: string;
  sale_opens_at: Date;
  sale_closes_at: Date;
  waiting_room_enabled: boolean;
  max_seats_per_user: number;
  hold_seconds: number | null;
  hold_budget_seat_seconds: number | null;
  prices: readonly (readonly [category: string, grade: string, price: number])[] | null;
  now: Date;
}

const MAX_AGE_MS = 1_000;
const MAX_PERFORMANCES = 2_000;

/**
 * The terms of performances with prices, at most a second old. Seats and their plan are read
 * separately.
 */
export function makeHoldTerms(defaults: HoldDefaults, nowMs: () => number = () => performance.now()) {
  const known = makeBoundedMap<PerformanceId, { readonly readAtMs: number; readonly terms: TermsInVenue }>(
    MAX_PERFORMANCES,
  );
  /** The database's clock minus ours. */
  let databaseAheadMs = Number.NaN;

  const fresh = (id: PerformanceId): TermsInVenue | null => {
    const entry = known.get(id);
    return entry && nowMs() - entry.readAtMs <= MAX_AGE_MS ? entry.terms : null;
  };

  return {
    /** Reads the terms of published performances. */
    read: async (
      tx: Queryable,
      ids: ReadonlySet<PerformanceId>,
    ): Promise<ReadonlyMap<PerformanceId, TermsInVenue>> => {
      // Collected separately: other partitions change the shared map during this wait.
      const found = new Map<PerformanceId, TermsInVenue>();
      const stale: PerformanceId[] = [];
      for (const id of ids) {
        const terms = fresh(id);
        if (terms) found.set(id, terms);
        else stale.push(id);
      }
      if (stale.length === 0) return found;
      const rows = await tx.query<TermsRow>(TERMS_SQL, [stale]);
      for (const id of stale) known.delete(id);
      for (const row of rows) {
        const terms = toTerms(row, defaults);
        found.set(row.id, terms);
        known.set(row.id, { readAtMs: nowMs(), terms });
        databaseAheadMs = row.now.getTime() - nowMs();
      }
      return found;
    },
    /** An estimate of the database's time, slightly early. Invalid before any terms were read. */
    estimateNow: (): Date => new Date(nowMs() + databaseAheadMs),
  };
}
export type HoldTerms = ReturnType<typeof makeHoldTerms>;

const TERMS_SQL = `
  select p.id, p.concert_id, c.venue_id, p.sale_opens_at, p.sale_closes_at, c.waiting_room_enabled,
    c.max_seats_per_user, c.hold_seconds, c.hold_budget_seat_seconds, clock_timestamp() as now,
    (select json_agg(json_build_array(r.category, r.grade, r.price)) from performance_prices r
     where r.performance_id = p.id) as prices
  from performances p
  join concerts c on c.id = p.concert_id and c.published_at is not null
  where p.id = any($1)`;

const toTerms = (row: TermsRow, defaults: HoldDefaults): TermsInVenue => ({
  id: row.id,
  concertId: row.concert_id,
  venueId: row.venue_id,
  saleOpensAt: row.sale_opens_at,
  saleClosesAt: row.sale_closes_at,
  waitingRoomEnabled: row.waiting_room_enabled,
  maxSeatsPerUser: row.max_seats_per_user,
  holdSeconds: row.hold_seconds ?? defaults.holdSeconds,
  holdBudgetSeatSeconds: row.hold_budget_seat_seconds ?? defaults.holdBudgetSeatSeconds,
  prices: toPrices(row.prices ?? []),
});

const toPrices = (prices: NonNullable<TermsRow['prices']>): PriceList =>
  new Map(prices.map(([category, grade, price]) => [category, { grade, price }]));
