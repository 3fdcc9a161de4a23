import type { PerformanceOnSale } from '@concert-mania/core/holds/hold-snapshot';
import { asQueryable } from '@concert-mania/db/connection/database';
import { makeHoldTerms } from '@concert-mania/db/holds/hold-terms';
import { makeSeatPlans } from '@concert-mania/db/holds/seat-plans';
import pg from 'pg';
import { atMostOnceASecond } from './recent.ts';

const HOLD_SECONDS = 600;
const MAX_PLAN_SEATS = 400_000;

/** Finds a performance with its seat plan, but for which seats are free. */
export type FindTerms = (performanceId: string) => Promise<Omit<PerformanceOnSale, 'isFree'> | undefined>;

/** Terms of sale and seat plans, at most a second old as in the product. */
export function makeFindTerms(databaseUrl: string): FindTerms {
  // A connection of its own: it must not wait behind the transactions that wait for it.
  const db = asQueryable(new pg.Pool({ connectionString: databaseUrl, max: 1 }));
  const terms = makeHoldTerms({ holdSeconds: HOLD_SECONDS, holdBudgetSeatSeconds: 0 });
  const plans = makeSeatPlans({
    db,
    maxSeats: MAX_PLAN_SEATS,
    onRead: () => {},
    onFault: (_, error) => {
      throw error;
    },
  });
  return atMostOnceASecond(async (performanceId) => {
    const found = (await terms.read(db, new Set([performanceId]))).get(performanceId);
    if (!found) return undefined;
    await plans.load(found.venueId);
    return { ...found, plan: plans.find(found.venueId) };
  });
}
