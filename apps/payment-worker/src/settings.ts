import { count, databaseSettings, jobSettings, redisSettings, secret } from '@concert-mania/runtime/config';
import { z } from 'zod';

/** What a payment-worker is told. */
export const paymentSettings = databaseSettings
  .extend(redisSettings.shape)
  .extend(jobSettings.shape)
  .extend({
    GATEWAY_URL: z.url({ protocol: /^https?$/ }),
    GATEWAY_SECRET_KEY: secret(),
    GATEWAY_TIMEOUT_MS: count(5_000, { min: 50, max: 60_000 }),
    PAYMENT_CONCURRENCY: count(20, { min: 1, max: 500 }),
    RECONCILE_EVERY_MS: count(2_000, { min: 50, max: 60_000 }),
  });
