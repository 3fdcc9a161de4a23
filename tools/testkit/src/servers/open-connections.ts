import { DATABASE_DEFAULTS, type Database, openDatabase } from '@concert-mania/db/connection/database';
import { openRedisServer, type Redis } from '@concert-mania/redis/connection/connection';
import { afterAll } from 'vitest';

const ignore = (): void => undefined;

/** A pool on a test file's database, closed after the file's last test. */
export function openForTest(database: { readonly url: string }, poolSize = 5): Database {
  const db = openDatabase({
    ...DATABASE_DEFAULTS,
    url: database.url,
    applicationName: 'test',
    poolSize,
    statementTimeoutMs: 30_000,
    connectTimeoutMs: 10_000,
    onSlowQuery: ignore,
    onIdleError: ignore,
  });
  afterAll(() => db.close());
  return db;
}

/** A connection to the Redis of the test run, closed after the file's last test. */
export function openRedisForTest(server: { readonly url: string }): Redis {
  const redis = openRedisServer({ url: server.url, name: 'test', onError: ignore });
  afterAll(() => redis.disconnect());
  return redis;
}
