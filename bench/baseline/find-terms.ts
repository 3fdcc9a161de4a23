import { asQueryable } from '@concert-mania/db/database';
import { makeHoldPlans, type PerformanceTerms } from '@concert-mania/db/hold-plans';
import type pg from 'pg';

const MAX_AGE_MS = 1_000;

/** Terms of sale and seat plans, at most a second old as in the product, read once however many requests ask. */
export function makeFindTerms(pool: pg.Pool, holdSeconds: number) {
  const plans = makeHoldPlans(holdSeconds);
  const known = new Map<
    string,
    { readonly atMs: number; readonly terms: Promise<PerformanceTerms | undefined> }
  >();
  return (performanceId: string): Promise<PerformanceTerms | undefined> => {
    const recent = known.get(performanceId);
    if (recent && performance.now() - recent.atMs < MAX_AGE_MS) return recent.terms;
    const terms = plans
      .read(asQueryable(pool), new Set([performanceId]))
      .then((found) => found.get(performanceId));
    known.set(performanceId, { atMs: performance.now(), terms });
    return terms;
  };
}
