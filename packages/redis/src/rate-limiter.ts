import type { RateDecision, RateLimiter, RateRule } from '@concert-mania/core/shared/rate-limiter';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { RedisClient } from './connection.ts';
import type { Keys } from './keys.ts';

const MS_PER_SECOND = 1000;
/** A request must not wait long for permission to be made; a Redis this slow is treated as away. */
const ANSWER_WITHIN_MS = 150;
const ASK_AGAIN_MS = 1_000;
/** Leases remembered by a process; the oldest is dropped, which only makes the limit stricter. */
const MAX_LEASES = 50_000;

/** Uses that this process may give out until the window ends; none left and `refused`: nobody may before. */
interface Lease {
  left: number;
  readonly elsewhere: number;
  readonly refused: boolean;
  readonly untilMs: number;
}

interface Limiters {
  readonly shared: RateLimiterRedis;
  readonly alone: RateLimiterMemory;
}

/**
 * Counts in Redis, so that a limit holds across API replicas. While Redis does not answer, each process counts by itself:
 * what needs no Redis goes on being served, and nothing goes on without a limit.
 */
export function makeRateLimiter(
  redis: RedisClient,
  keys: Keys,
  nowMs: () => number = () => performance.now(),
): RateLimiter {
  const limiters = new Map<string, Limiters>();
  const leases = new Map<string, Lease>();
  // Apart, so that a million clients counted here push no lease out there.
  const counts = new Map<string, Lease>();
  const asking = new Map<string, Promise<void>>();
  let awayUntilMs = Number.NEGATIVE_INFINITY;

  const consume = async (rule: RateRule, key: string, uses: number): Promise<RateLimiterRes> => {
    const { shared, alone } = limitersOf(limiters, rule, redis, keys);
    if (nowMs() < awayUntilMs) return settled(alone.consume(key, uses));
    try {
      return await within(settled(shared.consume(key, uses)), ANSWER_WITHIN_MS);
    } catch {
      awayUntilMs = nowMs() + ASK_AGAIN_MS;
      return settled(alone.consume(key, uses));
    }
  };

  const lease = async (id: string, rule: RateRule, key: string): Promise<void> => {
    const uses = rule.lease ?? 1;
    const result = await consume(rule, key, uses);
    const refused = result.consumedPoints > rule.limit;
    remember(leases, id, {
      left: refused ? 0 : uses,
      elsewhere: refused ? 0 : result.remainingPoints,
      refused,
      untilMs: nowMs() + result.msBeforeNext,
    });
  };

  const countHere = (id: string, rule: RateRule): RateDecision => {
    let lease = counts.get(id);
    if (lease === undefined || lease.untilMs <= nowMs()) {
      const untilMs = nowMs() + rule.windowSeconds * MS_PER_SECOND;
      lease = { left: rule.limit, elsewhere: 0, refused: false, untilMs };
      remember(counts, id, lease);
    }
    const allowed = lease.left > 0;
    if (allowed) lease.left -= 1;
    return { allowed, remaining: lease.left, resetSeconds: secondsUntil(lease, nowMs()) };
  };

  return {
    take: async (rule, key) => {
      const id = idOf(rule, key);
      if (rule.perProcess) return countHere(id, rule);
      for (;;) {
        const decision = decide(leases.get(id), nowMs());
        if (decision) return decision;
        const asked = asking.get(id) ?? lease(id, rule, key).finally(() => asking.delete(id));
        asking.set(id, asked);
        await asked;
      }
    },
    knownRefusal: (rule, key) => {
      const known = leases.get(idOf(rule, key));
      return known?.refused ? decide(known, nowMs()) : null;
    },
  };
}

const idOf = (rule: RateRule, key: string): string => `${rule.name} ${key}`;

const secondsUntil = ({ untilMs }: Lease, nowMs: number): number =>
  Math.max(1, Math.ceil((untilMs - nowMs) / MS_PER_SECOND));

/** Remembers a lease, and forgets the oldest beyond what a process keeps. */
function remember(leases: Map<string, Lease>, id: string, lease: Lease): void {
  leases.delete(id);
  leases.set(id, lease);
  for (const oldest of leases.keys()) {
    if (leases.size <= MAX_LEASES) break;
    leases.delete(oldest);
  }
}

/** Uses up one of a lease, or tells of a refusal that still stands; null when there is nothing to go by. */
function decide(lease: Lease | undefined, nowMs: number): RateDecision | null {
  if (lease === undefined || lease.untilMs <= nowMs) return null;
  if (!lease.refused && lease.left === 0) return null;
  if (!lease.refused) lease.left -= 1;
  return {
    allowed: !lease.refused,
    remaining: lease.elsewhere + lease.left,
    resetSeconds: secondsUntil(lease, nowMs),
  };
}

function limitersOf(
  limiters: Map<string, Limiters>,
  rule: RateRule,
  redis: RedisClient,
  { ratePrefix }: Keys,
): Limiters {
  const known = limiters.get(rule.name);
  if (known) return known;
  const limits = {
    keyPrefix: `${ratePrefix}:${rule.name}`,
    points: rule.limit,
    duration: rule.windowSeconds,
  };
  const made = {
    shared: new RateLimiterRedis({ ...limits, storeClient: redis }),
    alone: new RateLimiterMemory(limits),
  };
  limiters.set(rule.name, made);
  return made;
}

/** The library rejects with the result where the limit is passed; that is an answer, not a fault. */
async function settled(consumed: Promise<RateLimiterRes>): Promise<RateLimiterRes> {
  try {
    return await consumed;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return refusal;
    throw refusal;
  }
}

async function within<T>(answer: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), limitMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
    answer.catch(() => undefined);
  }
}
