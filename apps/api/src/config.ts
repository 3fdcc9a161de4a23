import { emailAddress } from '@concert-mania/core/identity/email-address';
import { OPEN_TOP_UPS_PER_ACCOUNT } from '@concert-mania/core/wallet/top-up-orders';
import {
  count,
  databaseSettings,
  jobSettings,
  port,
  redisSettings,
  secret,
  secrets,
  ticketSettings,
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

/** The API's settings, in addition to those of every process. */
export const apiSettings = z
  .object({
    ...databaseSettings.shape,
    ...redisSettings.shape,
    ...jobSettings.shape,
    ...ticketSettings.shape,
    NODE_ENV: z.string().default('development'),
    ...verifiedEmailSetting,
    HOST: z.string().default('127.0.0.1'),
    PORT: port(3000),
    /** The public address of the API. With https, cookies are restricted to https. */
    PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
    /** The address of the storefront, if it differs. */
    PUBLIC_WEB_URL: z.url({ protocol: /^https?$/ }).optional(),
    JWT_SECRET: secret(),
    /**
     * Earlier values of JWT_SECRET, separated by commas: their tokens stay valid until they expire.
     */
    JWT_PREVIOUS_SECRETS: list.pipe(z.array(secret())),
    /** Secrets of the gateway's webhooks, separated by commas: two during a change. */
    WEBHOOK_SECRET: webhookSecrets(),
    ACCESS_TOKEN_SECONDS: count(900, { min: 10, max: 3_600 }),
    /** The longest life of a session, with any number of refreshes. */
    SESSION_DAYS: count(90, { min: 1, max: 365 }),
    /**
     * Encrypts second factors: the first encrypts, all decrypt. In development it defaults to
     * JWT_SECRET.
     */
    SECOND_FACTOR_SECRET: secrets().optional(),
    /** Whether staff must have a second factor; required in production. */
    STAFF_SECOND_FACTOR: z.enum(['required', 'optional']).optional(),
    ADMIN_SESSION_SECONDS: count(1_800, { min: 60, max: 43_200 }),
    ADMIN_EMAIL: emailAddress.optional(),
    ADMIN_PASSWORD: z.string().min(8).max(128).optional(),
    /** The queue actions of administrators: retry, pause and resume, or read only. */
    QUEUE_BOARD: z.enum(['retry', 'read']).default('retry'),
    /**
     * The number of Redis replicas that must have an accepted command before the answer; 0: none.
     */
    ACCEPT_REPLICAS: count(0, { min: 0, max: 5 }),
    /** After this long without them the client must retry. */
    ACCEPT_REPLICAS_TIMEOUT_MS: count(500, { min: 10, max: 800 }),
    /** The memory for serialised seat lists and their compressed forms. */
    SHARED_BODIES_MIB: count(64, { min: 1, max: 4_096 }),
    /** Closes a client that accepts no pending bytes for this long. */
    SLOW_READER_SECONDS: count(30, { min: 1, max: 600 }),
    /** The limit of large answers being sent to one address. */
    SENDING_MIB_PER_ADDRESS: count(64, { min: 16, max: 4_096 }),
    /** The limit of distinct large answers being sent. */
    SENDING_MIB: count(64, { min: 16, max: 4_096 }),
    RATE_LIMITS: z.enum(['on', 'off']).default('on'),
    /** Whether `Strict-Transport-Security` includes all subdomains of the host. */
    HSTS_SUBDOMAINS: z.enum(['on', 'off']).default('off'),
    /** The limit of ordered and unfinished top-ups per account. */
    OPEN_TOP_UPS_PER_ACCOUNT: count(OPEN_TOP_UPS_PER_ACCOUNT, { min: 1, max: 1_000 }),
    /** The limits of open event streams per process: of the public, and of signed-in fans. */
    PUBLIC_STREAMS: count(5_000, { min: 1, max: 100_000 }),
    SIGNED_IN_STREAMS: count(5_000, { min: 1, max: 100_000 }),
    /** The limit per address; a mobile carrier has thousands of fans behind one. */
    PUBLIC_STREAMS_PER_ADDRESS: count(200, { min: 1, max: 100_000 }),
    /** The limit of streams and long polls per account. */
    STREAMS_PER_ACCOUNT: count(4, { min: 1, max: 1_000 }),
    /** The limit of long polls (`?wait=`, `Prefer: wait`); more are answered at once. */
    LONG_POLLS: count(8_000, { min: 1, max: 100_000 }),
    /** The limit of open connections per process; more are closed at once. */
    MAX_CONNECTIONS: count(20_000, { min: 10, max: 1_000_000 }),
    /**
     * The number of API processes: while Redis is unavailable, each allows its share of every
     * limit.
     */
    API_PROCESSES: count(1, { min: 1, max: 1_000 }),
    /** One in this many successful polls gets a line in the log. */
    LOG_SAMPLE_POLLS: count(100, { min: 1, max: 1_000_000 }),
    /** Addresses or networks whose `X-Forwarded-For` or `Forwarded` is trusted. */
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
