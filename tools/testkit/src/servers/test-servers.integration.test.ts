import { createDatabase, sessionsOf } from '@concert-mania/local-stack/postgres/postgres-admin';
import { readServerFacts } from '@concert-mania/redis/connection/server-facts';
import { expect, inject, test } from 'vitest';
import { testDatabase } from './test-database.ts';
import { testRedis } from './test-redis.ts';

const database = await testDatabase();
const other = await testDatabase();
const redis = testRedis();
const otherRedis = testRedis();

test('gives every caller a database of its own', async () => {
  expect(database.url).not.toBe(other.url);
  for (const { url } of [database, other]) {
    const name = new URL(url).pathname.slice(1);
    expect(await sessionsOf(url, name)).toHaveLength(1);
  }
});

test('leaves the template free to be copied while tests run', async () => {
  const server = inject('testDatabaseServerUrl');
  expect(await sessionsOf(server, inject('testDatabaseTemplate'))).toEqual([]);
  await createDatabase(server, new URL(database.url).pathname.slice(1));
});

test('gives every caller a key prefix of its own on a server that drops nothing', async () => {
  expect(redis.prefix).not.toBe(otherRedis.prefix);
  expect(await readServerFacts(redis.url)).toMatchObject({ maxmemoryPolicy: 'noeviction' });
});
