import { openHoldPartitions } from '@concert-mania/testkit/data/hold-partitions';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { startTcpProxy } from '@concert-mania/testkit/servers/tcp-proxy';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { isDatabaseUnavailable } from './availability.ts';
import { DATABASE_DEFAULTS, openDatabase } from './database.ts';

const database = await testDatabase();
const direct = openForTest(database);
const ignore = () => undefined;

const closers: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(closers.map((close) => close())));

async function throughProxy(poolSize = 1) {
  const proxy = await startTcpProxy({ port: Number(new URL(database.url).port) });
  const db = openDatabase({
    ...DATABASE_DEFAULTS,
    url: proxy.through(database.url),
    applicationName: 'test',
    poolSize,
    statementTimeoutMs: 500,
    onIdleError: ignore,
  });
  closers.push(async () => {
    await db.close();
    await proxy.close();
  });
  return { proxy, db };
}

describe.concurrent('a connection to PostgreSQL that goes silent', () => {
  it('fails its statement by the deadline and is replaced', async () => {
    const { proxy, db } = await throughProxy();
    await db.query('select 1');
    proxy.silence();
    await expect(db.query('select 1')).rejects.toSatisfy(isDatabaseUnavailable);
    expect(await db.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('closes the others of its pool, so that no second caller waits', async () => {
    const { proxy, db } = await throughProxy(4);
    await Promise.all(Array.from({ length: 4 }, () => db.query('select pg_sleep(0.05)')));
    proxy.silence();
    await expect(db.query('select 1')).rejects.toSatisfy(isDatabaseUnavailable);
    const answers = await Promise.all(Array.from({ length: 4 }, () => db.query('select 1 as one')));
    expect(answers.flat()).toEqual(Array.from({ length: 4 }, () => ({ one: 1 })));
  });

  it('fails its transaction by the same deadline, without waiting for a rollback', async () => {
    const { proxy, db } = await throughProxy();
    const startedMs = performance.now();
    const work = db.transaction(async (tx) => {
      await tx.query('select 1');
      proxy.silence();
      await tx.query('select 1');
    });
    await expect(work).rejects.toSatisfy(isDatabaseUnavailable);
    expect(performance.now() - startedMs).toBeLessThan(2_500);
    expect(await db.transaction((tx) => tx.query('select 1 as one'))).toEqual([{ one: 1 }]);
  });

  it('loses its hold partition, so another worker can take it', async () => {
    const { proxy, db } = await throughProxy();
    const partitions = openHoldPartitions({
      url: proxy.through(database.url),
      db,
      statementTimeoutMs: 500,
      frozenAfterSeconds: 60,
    });
    const partition = await partitions.claim(3);
    proxy.silence();
    await expect(partition?.batches.decideInOrder([], () => [])).rejects.toThrow();
    await partition?.lost;
    expect(partition?.isLost()).toBe(true);
  });
});

it('a connection whose server became read-only leaves the pool', async () => {
  const { db } = await throughProxy();
  const pidOf = async () => (await db.query<{ pid: number }>('select pg_backend_pid() as pid'))[0]?.pid;
  const before = await pidOf();
  const refused = db.transaction(async (tx) => {
    await tx.query('set transaction read only');
    await tx.query('create table written (id int)');
  });
  await expect(refused).rejects.toMatchObject({ code: '25006' });
  await vi.waitFor(async () => {
    expect(await direct.query('select from pg_stat_activity where pid = $1', [before])).toEqual([]);
  });
  expect(await pidOf()).not.toBe(before);
});
