import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { expect, it } from 'vitest';
import { explainQueries } from './explain-queries.ts';

const db = openForTest(await testDatabase());

it('tells an index from a table that is read whole, and keeps nothing that the queries write', async () => {
  await db.query('create table things (id int primary key, name text)');
  await db.query(`insert into things select n, 'thing ' || n from generate_series(1, 5000) n`);
  await db.query('analyze things');
  const plans = await explainQueries(db, async (explained) => {
    expect(await explained.query('select name from things where id = $1', [7])).toEqual([
      { name: 'thing 7' },
    ]);
    expect(await explained.query('delete from things where name = $1 returning id', ['thing 7'])).toEqual([
      { id: 7 },
    ]);
  });
  expect(plans).toMatchObject([
    { indexes: ['things_pkey'], scanned: [] },
    { indexes: [], scanned: ['things'] },
  ]);
  expect(plans[1]!.blocks).toBeGreaterThan(plans[0]!.blocks);
  expect(await db.query('select id from things where id = 7')).toEqual([{ id: 7 }]);
});

it('does not count a small table', async () => {
  const plans = await explainQueries(db, (explained) => explained.query('select from accounts'));
  expect(plans).toMatchObject([{ indexes: [], scanned: [] }]);
});
