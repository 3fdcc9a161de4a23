import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { afterAll, describe, expect, it } from 'vitest';
import { isDatabaseUnavailable } from './availability.ts';
import { DATABASE_DEFAULTS, openDatabase, prepared } from './database.ts';

const database = await testDatabase();
const db = openForTest(database);

const impatient = (url: string) => {
  const other = openDatabase({
    ...DATABASE_DEFAULTS,
    url,
    applicationName: 'test',
    connectTimeoutMs: 200,
    answerTimeoutMs: 200,
    onIdleError: () => undefined,
  });
  afterAll(() => other.close());
  return other;
};
const faultOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (fault) => fault,
  );

describe('an unavailable database', () => {
  it('is distinguished from one that refuses a statement', async () => {
    expect(isDatabaseUnavailable(await faultOf(db.query('select 1 / 0')))).toBe(false);
    expect(isDatabaseUnavailable(await faultOf(db.query('nonsense')))).toBe(false);
    expect(isDatabaseUnavailable(new Error('connection'))).toBe(false);
    expect(isDatabaseUnavailable(undefined)).toBe(false);
  });

  it('includes a read-only server and a session with a stale plan', async () => {
    const readOnly = db.transaction(async (tx) => {
      await tx.query('set transaction read only');
      await tx.query('create table written (id int)');
    });
    const stale = db.transaction(async (tx) => {
      const read = prepared('select * from fruits');
      await tx.query('create temporary table fruits (name text) on commit drop');
      await tx.query(read);
      await tx.query('alter table fruits add column colour text');
      await tx.query(read);
    });
    const faults = await Promise.all([faultOf(readOnly), faultOf(stale)]);
    expect(faults).toMatchObject([{ code: '25006' }, { code: '0A000' }]);
    expect(faults.map(isDatabaseUnavailable)).toEqual([true, true]);
  });

  it('is recognised when the port is closed, when it never answers, and when it stops answering', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    afterAll(() => silent.close());
    const { port } = silent.address() as AddressInfo;
    const faults = await Promise.all([
      faultOf(impatient('postgres://unknown@127.0.0.1:1/none').query('select 1')),
      faultOf(impatient(`postgres://unknown@127.0.0.1:${port}/none`).query('select 1')),
      faultOf(impatient(database.url).query('select pg_sleep(2)')),
    ]);
    expect(faults.map(isDatabaseUnavailable)).toEqual([true, true, true]);
  });
});
