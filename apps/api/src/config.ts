import { emailAddress } from '@concert-mania/core/identity/email-address';
import {
  count,
  databaseSettings,
  jobSettings,
  port,
  redisSettings,
  secret,
  secrets,
  verifiedEmailSetting,
} from '@concert-mania/runtime/settings/config';
import { webhookSecrets } from '@concert-mania/runtime/settings/webhook-secret';
import { z } from 'zod';
import { canonicalNetwork } from './http/addresses/client-address.ts';

const list = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  );

function isNetwork(entry: string): boolean {
  try {
    return canonicalNetwork(entry) !== '';
  } catch {
    return false;
  }
}

/** What the API is told by its environment, beside what every process is told. */
export const apiSettings = z
  .object({
    ...databaseSettings.shape,
    ...redisSettings.shape,
    ...jobSettings.shape,
    NODE_ENV: z.string().default('development'),
    ...verifiedEmailSetting,
    HOST: z.string().default('127.0.0.1'),
    PORT: port(3000),
    /** Where clients reach the API: over https, cookies are for https alone. */
    PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
    JWT_SECRET: secret(),
    /** What JWT_SECRET was before, separated by commas: what they signed stays good until it expires. */
    JWT_PREVIOUS_SECRETS: list.pipe(z.array(secret())),
    /** Secrets of the gateway's webhooks, separated by commas: two while one replaces the other. */
    WEBHOOK_SECRET: webhookSecrets(),
    ACCESS_TOKEN_SECONDS: count(900, { min: 10, max: 3_600 }),
    /** How long a session lasts at most, however often it is refreshed. */
    SESSION_DAYS: count(90, { min: 1, max: 365 }),
    /** Seals second factors: the first seals, all open. In development JWT_SECRET does if there is none. */
    SECOND_FACTOR_SECRET: secrets().optional(),
    /** Whether staff must have a second factor; required in production. */
    STAFF_SECOND_FACTOR: z.enum(['required', 'optional']).optional(),
    ADMIN_SESSION_SECONDS: count(1_800, { min: 60, max: 43_200 }),
    ADMIN_EMAIL: emailAddress.optional(),
    ADMIN_PASSWORD: z.string().min(8).max(128).optional(),
    /** What administrators can do with the queues: try jobs again, hold queues back and let them go on; or look only. */
    QUEUE_BOARD: z.enum(['retry', 'read']).default('retry'),
    /** Redis replicas that must have an accepted command before its client is told; 0: none. */
    ACCEPT_REPLICAS: count(0, { min: 0, max: 5 }),
    /** After this long without them the client is asked to retry. */
    ACCEPT_REPLICAS_TIMEOUT_MS: count(500, { min: 10, max: 800 }),
    /** Written lists of seats that a process keeps, with their compressed forms. */
    SHARED_BODIES_MIB: count(64, { min: 1, max: 4_096 }),
    /** A client that takes nothing for this long of what waits for it is cut. */
    SLOW_READER_SECONDS: count(30, { min: 1, max: 600 }),
    /** Large answers on their way to one address at once. */
    SENDING_MIB_PER_ADDRESS: count(64, { min: 16, max: 4_096 }),
    /** Different large answers on their way to anybody at once. */
    SENDING_MIB: count(64, { min: 16, max: 4_096 }),
    RATE_LIMITS: z.enum(['on', 'off']).default('on'),
    /** Event streams that an API process keeps open: of the public, and of fans who are signed in. */
    PUBLIC_STREAMS: count(5_000, { min: 1, max: 100_000 }),
    SIGNED_IN_STREAMS: count(5_000, { min: 1, max: 100_000 }),
    /** Of them for one address: a carrier has thousands of fans behind one. */
    PUBLIC_STREAMS_PER_ADDRESS: count(200, { min: 1, max: 100_000 }),
    /** Of them, and of requests that wait for news, for one account. */
    STREAMS_PER_ACCOUNT: count(4, { min: 1, max: 1_000 }),
    /** Requests of fans that wait for news (`?wait=`, `Prefer: wait`); more are answered at once. */
    LONG_POLLS: count(8_000, { min: 1, max: 100_000 }),
    /** Open connections of an API process; more are closed at once. */
    MAX_CONNECTIONS: count(20_000, { min: 10, max: 1_000_000 }),
    /** How many API processes there are: while Redis is away, each allows its share of every limit. */
    API_PROCESSES: count(1, { min: 1, max: 1_000 }),
    /** Addresses or networks whose `X-Forwarded-For` or `Forwarded` is believed. */
    TRUSTED_PROXIES: list.refine((entries) => entries.every(isNetwork), {
      message: 'has an entry that is no address and no network such as 10.0.0.0/8',
    }),
    /** Origins whose scripts may call the API from a browser. */
    CORS_ORIGINS: list,
  })
  .refine((settings) => (settings.ADMIN_EMAIL === undefined) === (settings.ADMIN_PASSWORD === undefined), {
    path: ['ADMIN_PASSWORD'],
    message: 'comes together with ADMIN_EMAIL',
  })
  .refine((settings) => settings.NODE_ENV !== 'production' || settings.STAFF_SECOND_FACTOR !== 'optional', {
    path: ['STAFF_SECOND_FACTOR'],
    message: 'must be required in production',
  })
  .refine((settings) => settings.NODE_ENV !== 'production' || settings.SECOND_FACTOR_SECRET !== undefined, {
    path: ['SECOND_FACTOR_SECRET'],
    message: 'is missing',
  });
export type ApiSettings = z.infer<typeof apiSettings>;
