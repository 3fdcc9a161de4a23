import { openForTest } from '@concert-mania/testkit/open-connections';
import { testDatabase } from '@concert-mania/testkit/test-database';
import { afterAll, expect, it } from 'vitest';
import { openDatabaseProbe } from './database-probe.ts';

const database = await testDatabase();
const db = openForTest(database, 1);
const probe = openDatabaseProbe(database.url, 'test');
afterAll(() => probe.close());

it('is ready while PostgreSQL accepts writes, also when every connection of the serving pool is busy', async () => {
  await db.transaction(async (tx) => {
    await tx.query('select 1');
    await probe.check();
  });
});

it('is unready while PostgreSQL is read-only', async () => {
  const [row] = await db.query<{ name: string }>('select quote_ident(current_database()) as name');
  await db.query(`alter database ${row?.name} set default_transaction_read_only = on`);
  const later = openDatabaseProbe(database.url, 'test');
  await expect(later.check()).rejects.toThrow('takes no writes').finally(later.close);
});
