import type { RateLimiter, RateRule } from '@concert-mania/core/shared/rate-limiter';
import type { Redis } from 'ioredis';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Keys } from './keys.ts';

const MS_PER_SECOND = 1000;

/** Counts in Redis, so that a limit holds across API replicas. Fixed windows that start with the first use. */
export function makeRateLimiter(redis: Redis, keys: Keys): RateLimiter {
  const limiters = new Map<string, RateLimiterRedis>();
  const limiterOf = (rule: RateRule): RateLimiterRedis => {
    const known = limiters.get(rule.name);
    if (known) return known;
    const limiter = new RateLimiterRedis({
      storeClient: redis,
      keyPrefix: `${keys.ratePrefix}:${rule.name}`,
      points: rule.limit,
      duration: rule.windowSeconds,
    });
    limiters.set(rule.name, limiter);
    return limiter;
  };

  return {
    take: async (rule, key) => {
      try {
        return decisionOf(await limiterOf(rule).consume(key), true);
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return decisionOf(refusal, false);
        throw refusal;
      }
    },
  };
}

const decisionOf = (result: RateLimiterRes, allowed: boolean) => ({
  allowed,
  remaining: Math.max(0, result.remainingPoints),
  resetSeconds: Math.max(1, Math.ceil(result.msBeforeNext / MS_PER_SECOND)),
});
