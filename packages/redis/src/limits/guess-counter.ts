import { createHash } from 'node:crypto';
import type { Guesses } from '@concert-mania/core/identity/guesses';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';

/** Attempts without a delay: typing errors, and devices that log in at the same time. */
const FREE_ATTEMPTS = 10;
const MAX_DELAY_SECONDS = 900;
/** Attempts are deleted this long after the last one. */
const FORGET_SECONDS = 7_200;

/**
 * KEYS[1] the attempts of a key. ARGV: free attempts, longest delay, lifetime, in seconds. Returns
 * 0 and counts an attempt, or returns the seconds until one is allowed. Atomic.
 */
const BEGIN = `
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1e6
local known = redis.call('HMGET', KEYS[1], 'attempts', 'at')
local over = tonumber(known[1] or 0) - tonumber(ARGV[1])
if over >= 0 then
  local left = tonumber(known[2]) + math.min(2 ^ math.min(over, 30), tonumber(ARGV[2])) - now
  if left > 0 then return math.ceil(left) end
end
redis.call('HINCRBY', KEYS[1], 'attempts', 1)
redis.call('HSET', KEYS[1], 'at', now)
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 0`;

/** Takes back an attempt of KEYS[1], unless the key was deleted since. */
const UNDO = `if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HINCRBY', KEYS[1], 'attempts', -1) end`;

/** Counts attempts in Redis, for all processes. The delay doubles with each attempt beyond ten. */
export function makeGuessCounter(redis: RedisClient, keys: Keys, onFault: (fault: unknown) => void): Guesses {
  const keyOf = (key: string) => keys.guesses(createHash('sha256').update(key).digest('base64url'));
  return {
    begin: async (key) => {
      const limits = [FREE_ATTEMPTS, MAX_DELAY_SECONDS, FORGET_SECONDS];
      try {
        return Number(await redis.eval(BEGIN, 1, keyOf(key), ...limits));
      } catch (fault) {
        // Logins continue while Redis is away: passwords are hashed one at a time anyway.
        onFault(fault);
        return 0;
      }
    },
    end: async (key, result) => {
      const id = keyOf(key);
      const done = result === 'right' ? redis.del(id) : redis.eval(UNDO, 1, id);
      await done.catch(onFault);
    },
  };
}
