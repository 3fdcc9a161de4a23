import {
  count,
  databaseSettings,
  flag,
  jobSettings,
  redisSettings,
  secret,
} from '@concert-mania/runtime/settings/config';
import { z } from 'zod';
import { FAILPOINTS } from './failpoints.ts';

const settings = databaseSettings
  .extend(redisSettings.shape)
  .extend(jobSettings.shape)
  .extend({
    GATEWAY_URL: z.url({ protocol: /^https?$/ }),
    /**
     * Lets production use a gateway over http: behind your own proxy, or the mock gateway in a
     * rehearsal.
     */
    GATEWAY_ALLOW_HTTP: flag(false),
    GATEWAY_SECRET_KEY: secret(),
    GATEWAY_TIMEOUT_MS: count(5_000, { min: 50, max: 60_000 }),
    /** After this many consecutive calls without an answer no call is made for a while. */
    GATEWAY_BREAKER_FAILURES: count(10, { min: 1, max: 1_000 }),
    /** The length of that pause, before one call tests the gateway. */
    GATEWAY_BREAKER_PAUSE_MS: count(2_000, { min: 50, max: 60_000 }),
    /** Concurrent commands of a kind, without those that call the gateway. */
    PAYMENT_CONCURRENCY: count(20, { min: 1, max: 500 }),
    /** Concurrent first calls to the gateway, per kind of work. */
    GATEWAY_CONCURRENCY: count(20, { min: 1, max: 500 }),
    /**
     * How long after its hold's deadline an accepted payment is still made if its seats are free.
     */
    PAYMENT_LATE_SECONDS: count(30, { min: 0, max: 600 }),
    /**
     * How long a payment waiting for a call to the gateway keeps its seats, if longer than its
     * hold.
     */
    GATEWAY_QUEUE_SECONDS: count(120, { min: 1, max: 3_600 }),
    /**
     * How long after a request the gateway may carry out a confirmation. Toss Payments: 10 minutes.
     */
    GATEWAY_SESSION_SECONDS: count(600, { min: 1, max: 86_400 }),
    /** The most reservations of a cancelled performance ended per second, by all workers. */
    SHOW_REFUNDS_PER_SECOND: count(100, { min: 1, max: 10_000 }),
    /** Of these, how many at the same time. Each calls the gateway twice. */
    SHOW_REFUNDS_AT_ONCE: count(10, { min: 1, max: 500 }),
    RECONCILE_EVERY_MS: count(2_000, { min: 50, max: 60_000 }),
    NODE_ENV: z.string().optional(),
    /** Kills the process at this point, for tests. */
    PAYMENT_FAILPOINT: z.enum(FAILPOINTS).optional(),
  });

/** The settings of a payment-worker. */
export const paymentSettings = settings
  .refine(({ NODE_ENV, PAYMENT_FAILPOINT }) => PAYMENT_FAILPOINT === undefined || NODE_ENV === 'test', {
    path: ['PAYMENT_FAILPOINT'],
    message: 'is for tests alone (NODE_ENV=test)',
  })
  .refine(
    ({ NODE_ENV, GATEWAY_URL, GATEWAY_ALLOW_HTTP }) =>
      NODE_ENV !== 'production' || GATEWAY_ALLOW_HTTP || GATEWAY_URL.startsWith('https:'),
    { path: ['GATEWAY_URL'], message: 'is no https address; in production the mock gateway takes no money' },
  );
export type PaymentSettings = z.infer<typeof paymentSettings>;
