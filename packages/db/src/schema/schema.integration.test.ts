import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { dumpSchema } from '@concert-mania/testkit/servers/schema-dump';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { expect, test } from 'vitest';
import { migrateDownOne, migrateUp } from './migrator.ts';

const migrated = openForTest(await testDatabase());
const database = await testDatabase();
const db = openForTest(database);

test('schema.sql is the result of the migrations', async () => {
  await expect(await dumpSchema(migrated)).toMatchFileSnapshot('../../schema.sql');
});

test('a step back undoes only the newest migration', async () => {
  const before = await dumpSchema(db);
  const { ran } = await migrateDownOne(database.url);
  expect(ran).toHaveLength(1);
  expect(await dumpSchema(db)).toContain('CREATE TABLE seats');
  expect(await migrateUp(database.url)).toEqual({ ran, unknown: [] });
  expect(await dumpSchema(db)).toBe(before);
});

test('migrations can be undone step by step to an empty database and run again to the same schema', async () => {
  const before = await dumpSchema(db);
  const undone = await migrateToNothing(database.url);
  expect((await dumpSchema(db)).trim().split('\n')).toHaveLength(1);

  expect((await migrateUp(database.url)).ran).toEqual(undone.reverse());
  expect(await dumpSchema(db)).toBe(before);
});

test("starts on a schema of a newer version, and refuses to undo that version's migrations", async () => {
  const newer = await testDatabase();
  const newerDb = openForTest(newer);
  await newerDb.query(
    `insert into knex_migrations (name, batch, migration_time) values ('9999-from-the-future', 99, now())`,
  );
  expect(await migrateUp(newer.url)).toEqual({ ran: [], unknown: ['9999-from-the-future'] });
  await expect(migrateDownOne(newer.url)).rejects.toThrow(/9999-from-the-future/);
});

test('two simultaneous runs migrate once', async () => {
  const empty = await testDatabase();
  await migrateToNothing(empty.url);
  const runs = await Promise.all([migrateUp(empty.url), migrateUp(empty.url)]);
  expect(runs.map(({ ran }) => ran.length).sort((a, b) => a - b)[0]).toBe(0);
});

test('running a dump gives the same schema', async () => {
  const target = await testDatabase();
  await migrateToNothing(target.url);
  const copy = openForTest(target);
  const dump = await dumpSchema(migrated);
  await copy.query(withForeignKeysLast(dump));
  expect(await dumpSchema(copy)).toBe(dump);
});

async function migrateToNothing(url: string): Promise<string[]> {
  const undone: string[] = [];
  for (;;) {
    const { ran } = await migrateDownOne(url);
    if (ran.length === 0) return undone;
    undone.push(...ran);
  }
}

/** Tables are dumped by name, so a reference may name a table that comes later. */
function withForeignKeysLast(dump: string): string {
  const foreignKeys: string[] = [];
  const tables = dump.replaceAll(/CREATE TABLE (\S+) \((.*?)\n\)/gs, (_, table: string, body: string) => {
    const kept = body.split(',\n').filter((line) => {
      if (!line.includes('FOREIGN KEY')) return true;
      foreignKeys.push(`alter table ${table} add ${line.trim()};`);
      return false;
    });
    return `CREATE TABLE ${table} (${kept.join(',\n')}\n)`;
  });
  return `${tables}\n${foreignKeys.join('\n')}`;
}
