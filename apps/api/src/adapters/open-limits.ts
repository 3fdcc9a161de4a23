import { unlimited } from '@concert-mania/core/shared/rate-limiter';
import { makeRateLimiter } from '@concert-mania/redis/limits/rate-limiter';
import type { Logger } from '@concert-mania/runtime/logger';
import type { ApiSettings } from '../config.ts';
import { makeClientAddressOf, type UnclearClient } from '../http/addresses/client-address.ts';
import { makeSendBudget } from '../http/slow-readers/send-budget.ts';
import type { Servers } from './open-servers.ts';

const MIB = 1024 * 1024;
const WARN_EVERY_MS = 60_000;

/** Opens the request limits. Logs once a minute at most that a client is counted as its proxy. */
export function openLimits(config: ApiSettings, { redis, keys }: Servers, log: Logger) {
  let warnedMs = Number.NEGATIVE_INFINITY;
  const onUnclear = (fault: UnclearClient) => {
    if (performance.now() - warnedMs < WARN_EVERY_MS) return;
    warnedMs = performance.now();
    log.warn(fault, 'a client is counted as its proxy');
  };
  const options = { processes: config.API_PROCESSES };
  const isProduction = config.NODE_ENV === 'production';
  return {
    staffSecondFactor: config.STAFF_SECOND_FACTOR ?? (isProduction ? ('required' as const) : 'optional'),
    rateLimiter: config.RATE_LIMITS === 'on' ? makeRateLimiter(redis, keys, options) : unlimited,
    clientAddressOf: makeClientAddressOf(config.TRUSTED_PROXIES, onUnclear),
    sendBudget: makeSendBudget({
      groupBytes: config.SENDING_MIB_PER_ADDRESS * MIB,
      totalBytes: config.SENDING_MIB * MIB,
    }),
  };
}
