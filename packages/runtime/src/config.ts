import { z } from 'zod';

const DEVELOPMENT_SECRET = 'development-only';

/**
 * A secret of at least 32 characters. In production a value with a development default is refused.
 */
export const secret = () => z.string().min(32, 'needs at least 32 characters');

/** Secrets separated by commas: the first is used, the others still count while it replaces them. */
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

/** A whole number of something, within limits that are part of the setting. */
export const count = (fallback: number, limits: { readonly min: number; readonly max: number }) =>
  z.coerce.number().int().min(limits.min).max(limits.max).default(fallback);

/** What every process is told. */
export const processSettings = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  OPS_HOST: z.string().default('127.0.0.1'),
  OPS_PORT: port(0),
  SHUTDOWN_TIMEOUT_MS: count(10_000, { min: 100, max: 120_000 }),
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

/** For whoever puts commands into queues or takes them out. */
export const jobSettings = z.object({
  /** Seals what jobs carry and nobody may read who looks into a queue. */
  JOB_DATA_SECRET: secrets(),
});

/** A setting is missing or wrong. The message names the variables, never their values. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** Checks the environment against a schema. Throws a `ConfigError` that names every variable at fault. */
export function readConfig<S extends z.ZodType>(
  schema: S,
  env: Readonly<Record<string, unknown>>,
): z.infer<S> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  const faults = [...(parsed.error?.issues ?? []).map(describeIssue), ...developmentDefaults(given)];
  if (!parsed.success || faults.length > 0) {
    throw new ConfigError(`Settings are missing or wrong:\n${faults.join('\n')}`);
  }
  return parsed.data;

  function describeIssue({ code, path, message }: z.core.$ZodIssue): string {
    const missing = code !== 'custom' && path.length === 1 && given[String(path[0])] === undefined;
    return `  ${path.join('.') || '(settings)'}: ${missing ? 'is missing' : message}`;
  }
}

const developmentDefaults = (given: Readonly<Record<string, unknown>>): readonly string[] =>
  given.NODE_ENV !== 'production'
    ? []
    : Object.entries(given)
        .filter(([, value]) => typeof value === 'string' && value.includes(DEVELOPMENT_SECRET))
        .map(([name]) => `  ${name}: a development default is no secret`);
