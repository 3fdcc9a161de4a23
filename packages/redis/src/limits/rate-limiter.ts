import { makeBoundedMap } from '@concert-mania/core/shared/bounded-map';
import type { RateDecision, RateLimiter } from '@concert-mania/core/shared/rate-limiter';
import { shareCalls } from '@concert-mania/runtime/async/share-calls';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';
import { levelsOf, type RateLevel } from './rate-levels.ts';
import { makeSharedCounts } from './shared-counts.ts';

const MS_PER_SECOND = 1000;
/** The number of leases kept. Dropping one only makes the limit stricter. */
const MAX_LEASES = 50_000;

/** Uses that this process may grant until the window ends. `refused`: the limit is used up. */
interface Lease {
  left: number;
  readonly elsewhere: number;
  readonly refused: boolean;
  readonly untilMs: number;
}

export interface RateLimiterOptions {
  /** The number of processes: while Redis is away, each allows its share of a limit. */
  readonly processes?: number;
  readonly nowMs?: () => number;
}

/**
 * Counts in Redis, so that limits hold across API replicas. While Redis does not answer, each
 * process counts alone, so that requests are still served and still limited.
 */
export function makeRateLimiter(
  redis: RedisClient,
  keys: Keys,
  { processes = 1, nowMs = () => performance.now() }: RateLimiterOptions = {},
): RateLimiter {
  const leases = makeBoundedMap<string, Lease>(MAX_LEASES);
  const takeHere = makeOwnCounts(nowMs);
  const countShared = makeSharedCounts(redis, keys, nowMs);

  const lease = async (level: RateLevel): Promise<void> => {
    const { id, rule, key, limit, uses } = level;
    const counted = await countShared(rule, key, uses);
    if (counted === null) return leases.set(id, takeHere(level, Math.ceil(limit / processes)));
    const refused = counted.consumedPoints > limit;
    leases.set(id, {
      left: refused ? 0 : uses + (runningLease(id)?.left ?? 0),
      elsewhere: refused ? 0 : limit - counted.consumedPoints,
      refused,
      untilMs: nowMs() + counted.msBeforeNext,
    });
  };
  const ask = shareCalls(lease, ({ id }) => id);
  const runningLease = (id: string): Lease | null => {
    const known = leases.get(id);
    return known !== undefined && known.untilMs > nowMs() ? known : null;
  };

  const takeShared = async (
    levels: readonly RateLevel[],
    price: number,
    missing: readonly RateLevel[],
  ): Promise<RateDecision> => {
    await Promise.all(missing.map(ask));
    const decision = decide(levels, runningLease, price, nowMs());
    return 'allowed' in decision ? decision : takeShared(levels, price, decision);
  };

  return {
    take: (rule, key, price = 1) => {
      const levels = levelsOf(rule, key);
      if (rule.perProcess) {
        const lease = takeHere({ ...levels[0], uses: price }, rule.limit);
        return use(levels[0], lease, price, nowMs());
      }
      const decision = decide(levels, runningLease, price, nowMs());
      return 'allowed' in decision ? decision : takeShared(levels, price, decision);
    },
    knownRefusal: (rule, key) => {
      for (const level of levelsOf(rule, key)) {
        const known = runningLease(level.id);
        if (known?.refused) return describe(level, known, nowMs());
      }
      return null;
    },
  };
}

/** Per-process budgets. They are separate, so that counting many clients evicts no lease. */
function makeOwnCounts(nowMs: () => number) {
  const counts = makeBoundedMap<string, { left: number; readonly untilMs: number }>(MAX_LEASES);
  return ({ id, rule, uses }: RateLevel, limit: number): Lease => {
    let budget = counts.get(id);
    if (budget === undefined || budget.untilMs <= nowMs()) {
      budget = { left: limit, untilMs: nowMs() + rule.windowSeconds * MS_PER_SECOND };
      counts.set(id, budget);
    }
    const left = Math.min(uses, budget.left);
    budget.left -= left;
    return { left, elsewhere: budget.left, refused: left === 0, untilMs: budget.untilMs };
  };
}

/** A refusal, or a use of every level with the tightest remainder; else the levels to query. */
function decide(
  levels: readonly RateLevel[],
  leaseOf: (id: string) => Lease | null,
  price: number,
  nowMs: number,
): RateDecision | readonly RateLevel[] {
  const missing: RateLevel[] = [];
  const ready: Lease[] = [];
  for (const level of levels) {
    const lease = leaseOf(level.id);
    if (lease?.refused) return describe(level, lease, nowMs);
    if (lease === null || lease.left < price) missing.push(level);
    else ready.push(lease);
  }
  if (missing.length > 0) return missing;
  const decisions = levels.map((level, n) => use(level, ready[n] as Lease, price, nowMs));
  return decisions.reduce((least, next) => (next.remaining < least.remaining ? next : least));
}

function use(level: RateLevel, lease: Lease, price: number, nowMs: number): RateDecision {
  if (!lease.refused) lease.left = Math.max(0, lease.left - price);
  return describe(level, lease, nowMs);
}

const describe = (
  { rule, limit }: RateLevel,
  { refused, elsewhere, left, untilMs }: Lease,
  nowMs: number,
): RateDecision => ({
  allowed: !refused,
  remaining: elsewhere + left,
  ...(limit !== rule.limit && { limit }),
  resetSeconds: Math.max(1, Math.ceil((untilMs - nowMs) / MS_PER_SECOND)),
});
