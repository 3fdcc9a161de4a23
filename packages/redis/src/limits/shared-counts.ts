import type { RateRule } from '@concert-mania/core/shared/rate-limiter';
import { RateLimiterRedis, type RateLimiterRes, RLWrapperTimeouts } from 'rate-limiter-flexible';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';

/** A request must not wait long for permission to be made; a Redis this slow is treated as away. */
const ANSWER_WITHIN_MS = 150;
const ASK_AGAIN_MS = 1_000;

/** Counts uses of a key by all processes; null while Redis is away. */
export type CountShared = (rule: RateRule, key: string, uses: number) => Promise<RateLimiterRes | null>;

/**
 * Counts in Redis. The library's own insurance is not used: its memory has no bound and a timer for each key. Its limit
 * is not used either, because the networks of a client have different ones.
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
