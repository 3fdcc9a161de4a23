import { openForTest } from '@concert-mania/testkit/open-connections';
import { testDatabase } from '@concert-mania/testkit/test-database';
import { expect, test } from 'vitest';
import { migrate } from './migrator.ts';
import { dumpSchema } from './schema-dump.ts';

const migrated = openForTest(await testDatabase());
const database = await testDatabase();
const db = openForTest(database);

test('schema.sql is what the migrations come to', async () => {
  await expect(await dumpSchema(migrated)).toMatchFileSnapshot('../schema.sql');
});

test('migrations run back to an empty database, and forward again to the same schema', async () => {
  const before = await dumpSchema(db);
  expect(before).toContain('CREATE TABLE seats');

  const undone = await migrate(database.url, 'down');
  expect(undone.length).toBeGreaterThan(0);
  expect((await dumpSchema(db)).trim().split('\n')).toHaveLength(1);

  expect(await migrate(database.url, 'up')).toEqual([...undone].sort());
  expect(await dumpSchema(db)).toBe(before);
});

test('a dump can be run, and gives the same schema', async () => {
  const target = await testDatabase();
  await migrate(target.url, 'down');
  const copy = openForTest(target);
  const dump = await dumpSchema(migrated);
  await copy.query(withForeignKeysLast(dump));
  expect(await dumpSchema(copy)).toBe(dump);
});

/** Tables are dumped in the order of their names, so a reference may name a table that comes later. */
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
