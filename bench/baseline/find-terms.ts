import type { PerformanceOnSale } from '@concert-mania/core/holds/hold-snapshot';
import { asQueryable } from '@concert-mania/db/connection/database';
import { makeHoldTerms } from '@concert-mania/db/holds/hold-terms';
import { makeSeatPlans } from '@concert-mania/db/holds/seat-plans';
import type pg from 'pg';

const MAX_AGE_MS = 1_000;
const MAX_PLAN_SEATS = 400_000;

/** A performance with its seat plan, but for which seats are free. */
export type SeatedTerms = Omit<PerformanceOnSale, 'isFree'>;

/** Terms of sale and seat plans, at most a second old as in the product. */
export function makeFindTerms(pool: pg.Pool, holdSeconds: number) {
  const db = asQueryable(pool);
  const terms = makeHoldTerms({ holdSeconds, holdBudgetSeatSeconds: 0 });
  const plans = makeSeatPlans({
    db,
    maxSeats: MAX_PLAN_SEATS,
    onRead: () => {},
    onFault: (_, error) => {
      throw error;
    },
  });
  const known = new Map<
    string,
    { readonly atMs: number; readonly terms: Promise<SeatedTerms | undefined> }
  >();
  const find = async (performanceId: string): Promise<SeatedTerms | undefined> => {
    const found = (await terms.read(db, new Set([performanceId]))).get(performanceId);
    if (!found) return undefined;
    await plans.load(found.venueId);
    return { ...found, plan: plans.find(found.venueId) };
  };
  return (performanceId: string): Promise<SeatedTerms | undefined> => {
    const recent = known.get(performanceId);
    if (recent && performance.now() - recent.atMs < MAX_AGE_MS) return recent.terms;
    const reading = find(performanceId);
    known.set(performanceId, { atMs: performance.now(), terms: reading });
    return reading;
  };
}
