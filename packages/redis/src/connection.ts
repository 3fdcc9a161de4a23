import { Redis } from 'ioredis';

export type { Redis } from 'ioredis';

export interface RedisOptions {
  readonly url: string;
  readonly name: string;
  readonly onError: (error: Error) => void;
}

const RECONNECT_MAX_MS = 1_000;

/** For workers: commands wait for Redis to come back, however long it takes. BullMQ requires it of blocking connections. */
export function openPatientRedis(options: RedisOptions): Redis {
  return open(options, { maxRetriesPerRequest: null });
}

/** For requests: a command fails within a second when Redis is away, so that a client gets a 503 and not a hang. */
export function openPromptRedis(options: RedisOptions): Redis {
  return open(options, { maxRetriesPerRequest: 1, commandTimeout: 900, enableAutoPipelining: true });
}

function open(options: RedisOptions, extra: Record<string, unknown>): Redis {
  const redis = new Redis(options.url, {
    connectionName: options.name,
    connectTimeout: 1_000,
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, RECONNECT_MAX_MS),
    ...extra,
  });
  redis.on('error', options.onError);
  return redis;
}
