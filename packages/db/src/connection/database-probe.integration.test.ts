import { type AddressInfo, createServer } from 'node:net';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { afterAll, expect, it } from 'vitest';
import { migrateDownOne, migrateUp } from '../schema/migrator.ts';
import { openDatabaseProbe } from './database-probe.ts';

const database = await testDatabase();
const db = openForTest(database, 1);
const probe = openDatabaseProbe(database.url, 'test');
/** A login message of PostgreSQL's protocol. */
const authentication = (code: number, text: string) =>
  Buffer.concat([Buffer.from([0x52, 0, 0, 0, 8 + text.length, 0, 0, 0, code]), Buffer.from(text)]);
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
  await expect(later.check()).rejects.toThrow('refuses writes').finally(later.close);
});

it('is unready while the database lacks a migration, and ready on the schema of a newer version', async () => {
  const older = await testDatabase();
  const olderDb = openForTest(older, 1);
  const { ran } = await migrateDownOne(older.url);
  const later = openDatabaseProbe(older.url, 'test');
  afterAll(() => later.close());
  await expect(later.check()).rejects.toThrow(`the database lacks migration ${ran[0]}: run migrate first`);
  await migrateUp(older.url);
  await olderDb.query(
    `insert into knex_migrations (name, batch, migration_time) values ('9999-from-the-future', 99, now())`,
  );
  await later.check();
});

it('names the first migration of a database that was never migrated', async () => {
  const empty = await testDatabase();
  await openForTest(empty, 1).query('drop table knex_migrations');
  const later = openDatabaseProbe(empty.url, 'test');
  const first = 'lacks migration 0001-foundation: run migrate first';
  await expect(later.check()).rejects.toThrow(first).finally(later.close);
});

it.each([
  ['with a wrong password', (url: URL) => (url.password = 'wrong'), 'PostgreSQL refuses DATABASE_URL'],
  ['of a missing database', (url: URL) => (url.pathname = '/none'), 'PostgreSQL refuses DATABASE_URL'],
])('names the variable of an address %s', async (_, spoil, message) => {
  const url = new URL(database.url);
  spoil(url);
  const wrong = openDatabaseProbe(url.href, 'test');
  await expect(wrong.check()).rejects.toThrow(message).finally(wrong.close);
});

it('names the variable of an address without a password, when the server asks for one', async () => {
  // A fake server: the driver leaves its connection half open, and the test database could not be
  // dropped.
  const server = createServer((socket) => {
    const answers = [authentication(10, 'SCRAM-SHA-256\0\0'), authentication(11, 'r=n,s=c2FsdA==,i=4096')];
    socket.on('data', () => socket.write(answers.shift() ?? ''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const bare = openDatabaseProbe(`postgres://fan@127.0.0.1:${port}/fan`, 'test');
  await expect(bare.check()).rejects.toThrow('DATABASE_URL has no password').finally(bare.close);
  server.close();
});
