import { z } from 'zod';
import { traceSettings } from '../tracing/trace-settings.ts';
import { unsafeInProduction } from './production-settings.ts';
import { readSecretFiles } from './secret-files.ts';

/**
 * A secret of at least 32 characters. In production a value with a development default is refused.
 */
export const secret = () => z.string().min(32, 'needs at least 32 characters');

/** Secrets separated by commas: the first is used, the others stay valid during a rotation. */
export const secrets = () =>
  z
    .string()
    .transform((value) => value.split(',').map((entry) => entry.trim()))
    .pipe(z.array(secret()).min(1));

/** `KEY=on|off|1|0|true|false` as a boolean. */
export const flag = (fallback: boolean) =>
  z
    .enum(['on', 'off', '1', '0', 'true', 'false'])
    .default(fallback ? 'on' : 'off')
    .transform((value) => value === 'on' || value === '1' || value === 'true');

/** A TCP port; 0 takes any free one. */
export const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);

/** A whole number within limits. */
export const count = (fallback: number, limits: { readonly min: number; readonly max: number }) =>
  z.coerce.number().int().min(limits.min).max(limits.max).default(fallback);

/** The settings of every process. */
export const processSettings = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** The commit of this build, for `cm_build_info`. */
  BUILD_COMMIT: z.string().max(64).default('unknown'),
  OPS_HOST: z.string().default('127.0.0.1'),
  OPS_PORT: port(0),
  /** A statement that takes longer is logged. */
  SLOW_STATEMENT_MS: count(200, { min: 1, max: 60_000 }),
  SHUTDOWN_TIMEOUT_MS: count(10_000, { min: 100, max: 120_000 }),
  ...traceSettings.shape,
});
export type ProcessSettings = z.infer<typeof processSettings>;

export const databaseSettings = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  DATABASE_POOL_SIZE: count(10, { min: 1, max: 100 }),
});

/** `redis+sentinel://[[user]:password@]host[:port],…/<master>[/<db>][?sentinelPassword=…]` */
const SENTINEL_ADDRESS =
  /^redis\+sentinel:\/\/([^@/\s]*@)?[^@/?,\s]+(,[^@/?,\s]+)*\/[^/?\s]+(\/\d+)?(\?sentinelPassword=\S+)?$/;

/** `redis+cluster://[[user]:password@]host[:port],…`, or `rediss+cluster` for TLS. */
const CLUSTER_ADDRESS = /^rediss?\+cluster:\/\/([^@/\s]*@)?[^@/?,\s]+(,[^@/?,\s]+)*$/;

export const redisSettings = z.object({
  REDIS_URL: z.union(
    [z.url({ protocol: /^rediss?$/ }), z.string().regex(SENTINEL_ADDRESS), z.string().regex(CLUSTER_ADDRESS)],
    { error: 'Invalid URL' },
  ),
  /**
   * Lets production use a Redis without an append-only file, whose crash loses accepted commands.
   */
  REDIS_ALLOW_NO_AOF: flag(false),
  /** Several systems can share one Redis under different prefixes. */
  REDIS_KEY_PREFIX: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .default('cm'),
});

/** For processes that enqueue or consume commands. */
export const jobSettings = z.object({
  /** Encrypts the secret payload fields of queued jobs. */
  JOB_DATA_SECRET: secrets(),
});

/** For processes that make or check ticket codes. */
export const ticketSettings = z.object({
  /** Secrets of the keys that sign ticket codes: the first signs, the others stay published. */
  TICKET_SIGNING_KEYS: secrets(),
});

/** Whether fans must verify their address before they join a waiting room and buy. */
export const verifiedEmailSetting = { VERIFIED_EMAIL: z.enum(['required', 'optional']).optional() };

export const needsVerifiedEmail = (config: {
  readonly NODE_ENV: string;
  readonly VERIFIED_EMAIL?: 'required' | 'optional' | undefined;
}): boolean =>
  (config.VERIFIED_EMAIL ?? (config.NODE_ENV === 'production' ? 'required' : 'optional')) === 'required';

/** A setting is missing or wrong. The message names the variables, never their values. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** Parses the environment by a schema. Throws a `ConfigError` that names every faulty variable. */
export function readConfig<S extends z.ZodType>(
  schema: S,
  env: Readonly<Record<string, unknown>>,
): z.infer<S> {
  return readConfigs([schema], env)[0];
}

/** Like `readConfig` for several schemas: the error names the faults of all. */
export function readConfigs<const S extends readonly z.ZodType[]>(
  schemas: S,
  env: Readonly<Record<string, unknown>>,
): { -readonly [K in keyof S]: z.infer<S[K]> } {
  const files = readSecretFiles(env);
  const given = Object.fromEntries(Object.entries(files.given).filter(([, value]) => value !== ''));
  const parsed = schemas.map((schema) => schema.safeParse(given));
  const issues = parsed.flatMap(({ error }) => error?.issues ?? []);
  const faults = [
    ...files.faults,
    ...issues.map((issue) => describeIssue(issue, given)),
    ...unsafeInProduction(given),
  ];
  if (faults.length > 0)
    throw new ConfigError(`Settings are missing or wrong:\n${[...new Set(faults)].join('\n')}`);
  return parsed.map(({ data }) => data) as { -readonly [K in keyof S]: z.infer<S[K]> };
}

function describeIssue(
  { code, path, message }: z.core.$ZodIssue,
  given: Readonly<Record<string, unknown>>,
): string {
  const missing = code !== 'custom' && path.length === 1 && given[String(path[0])] === undefined;
  return `  ${path.join('.') || '(settings)'}: ${missing ? 'is missing' : message}`;
}
