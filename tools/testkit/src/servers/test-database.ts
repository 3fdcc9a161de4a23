import { randomBytes } from 'node:crypto';
import { createDatabase, dropDatabase, sessionsOf } from '@concert-mania/local-stack/postgres/postgres-admin';
import { waitUntil } from '@concert-mania/local-stack/processes/wait-until';
import { afterAll, inject } from 'vitest';
import { withDatabase } from './database-url.ts';
import type {} from './provided-context.ts';

export type TestDatabase = { readonly url: string };

const CLOSING_TIME_MS = 3_000;

/**
 * Creates the test file's own database with the current schema. Call it at the top of the file. It
 * is dropped after the last test; a connection left open fails the file.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const server = inject('testDatabaseServerUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await createDatabase(server, name, inject('testDatabaseTemplate'));
  afterAll(async () => {
    const closed = await waitUntil(
      async () => (await sessionsOf(server, name)).length === 0,
      CLOSING_TIME_MS,
    );
    const left = closed ? [] : await sessionsOf(server, name);
    await dropDatabase(server, name);
    if (left.length > 0) throw new Error(`connections left open; close them in afterAll: ${left.join(', ')}`);
  });
  return { url: withDatabase(server, name) };
}
