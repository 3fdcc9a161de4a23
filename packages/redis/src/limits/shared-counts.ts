import type { RateRule } from '@concert-mania/core/shared/rate-limiter';
import { RateLimiterRedis, type RateLimiterRes, RLWrapperTimeouts } from 'rate-limiter-flexible';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';

/** Requests wait this long for the count. A slower Redis is treated as away. */
const ANSWER_WITHIN_MS = 150;
const ASK_AGAIN_MS = 1_000;

/** Counts uses of a key across all processes; null while Redis is away. */
export type CountShared = (rule: RateRule, key: string, uses: number) => Promise<RateLimiterRes | null>;

/**
 * Counts in Redis. The library's fallback is unused, because its memory is unbounded and has a
 * timer per key. Its limit is unused too, because a client's networks have different limits.
 */
export function makeSharedCounts(redis: RedisClient, { ratePrefix }: Keys, nowMs: () => number): CountShared {
  const counters = new Map<string, RLWrapperTimeouts>();
  const counterOf = ({ name, windowSeconds }: RateRule): RLWrapperTimeouts => {
    const known = counters.get(name);
    if (known) return known;
    const limiter = new RateLimiterRedis({
      keyPrefix: `${ratePrefix}:${name}`,
      points: Number.MAX_SAFE_INTEGER,
      duration: windowSeconds,
      storeClient: redis,
    });
    const counter = new RLWrapperTimeouts({ limiter, timeoutMs: ANSWER_WITHIN_MS });
    counters.set(name, counter);
    return counter;
  };
  let awayUntilMs = Number.NEGATIVE_INFINITY;
  return async (rule, key, uses) => {
    if (nowMs() < awayUntilMs) return null;
    try {
      return await counterOf(rule).consume(key, uses);
    } catch {
      awayUntilMs = nowMs() + ASK_AGAIN_MS;
      return null;
    }
  };
}
