import type { Database } from '@concert-mania/db/connection/database';
import { openToolDatabase } from '@concert-mania/local-stack/postgres/open-tool-database';
import { openRedisServer, type Redis } from '@concert-mania/redis/connection/connection';
import { afterAll } from 'vitest';

const ignore = (): void => undefined;

/** A pool on a test file's database, closed after the file's last test. */
export function openForTest(database: { readonly url: string }, poolSize = 5): Database {
  const db = openToolDatabase(database.url, 'test', {
    poolSize,
    statementTimeoutMs: 30_000,
    connectTimeoutMs: 10_000,
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
