import { makeDecideHolds } from '@concert-mania/core/holds/decide-holds';
import type { HoldCommand } from '@concert-mania/core/holds/hold-snapshot';
import { makeAccount, makeSale, newId } from '@concert-mania/testkit/data/builders';
import { decideAll, openHoldPartitions } from '@concert-mania/testkit/data/hold-partitions';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { startTcpProxy } from '@concert-mania/testkit/servers/tcp-proxy';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { afterAll, expect, it, vi } from 'vitest';
import { kindOfFault } from '../connection/faults.ts';
import type { HoldPartition } from './hold-partitions.ts';

const database = await testDatabase();
const db = openForTest(database);
const proxy = await startTcpProxy({ port: Number(new URL(database.url).port) });
afterAll(() => proxy.close());

const worker = (workerId: string, more: { url?: string; statementTimeoutMs?: number } = {}) =>
  openHoldPartitions({ url: database.url, workerId, db, frozenAfterSeconds: 60, ...more });
const claimed = async (partition: Promise<HoldPartition | null>) => {
  const mine = await partition;
  if (!mine) throw new Error('the partition has an owner');
  return mine;
};

const decideHolds = makeDecideHolds(newId);
const sale = await makeSale(db, { seats: 40 });
async function decide(partition: HoldPartition, seatNumber: number) {
  const command: HoldCommand = {
    jobId: `job_h0${String(seatNumber).padStart(26, '0')}`,
    accountId: await makeAccount(db),
    fingerprint: 'f',
    acceptedAt: new Date(),
    admitted: false,
    payload: {
      concertId: sale.concertId,
      performanceId: sale.performanceId,
      queueToken: null,
      request: { seatNumbers: [seatNumber] },
    },
  };
  const outcomes = await decideAll(partition.batches, [command], decideHolds);
  return outcomes.get(command.jobId)?.outcome.status;
}
const faultOf = (work: Promise<unknown>) => work.then(() => null, kindOfFault);

it('a migration that changes a column breaks the session, and a new session decides the same command', async () => {
  const before = await claimed(worker('a').claim(0));
  expect(await decide(before, 1)).toBe('succeeded');
  await db.query('alter table command_outcomes alter column outcome type jsonb using outcome::jsonb');
  const fault = await faultOf(decide(before, 2));
  await before.release();
  const after = await claimed(worker('a').claim(0));
  // PostgreSQL may plan again by itself. If it does not, the command is not to blame.
  expect([null, 'session']).toContain(fault);
  if (fault !== null) expect(await decide(after, 2)).toBe('succeeded');
  await after.release();
  await db.query('alter table command_outcomes alter column outcome type json using outcome::json');
});

it('a database that refuses writes is no fault of a command', async () => {
  const { pathname } = new URL(database.url);
  await db.query(`alter database "${pathname.slice(1)}" set default_transaction_read_only = on`);
  const writable = await worker('a')
    .claim(1)
    .then(() => true, kindOfFault);
  await db.query(`alter database "${pathname.slice(1)}" reset default_transaction_read_only`);
  expect(writable).toBe('session');
});

it('a session with a silent server is lost and ended on the server, which frees its partition', async () => {
  const silent = worker('silent', { url: proxy.through(database.url), statementTimeoutMs: 500 });
  const mine = await claimed(silent.claim(2));
  expect(await decide(mine, 3)).toBe('succeeded');
  proxy.silence();
  expect(await faultOf(decide(mine, 4))).toBe('session');
  await vi.waitFor(() => expect(mine.isLost()).toBe(true));
  expect(await silent.claim(2)).toBeNull();
  // The heartbeat uses another connection; partitions that the worker has lost are ended.
  await vi.waitFor(
    async () => {
      await silent.beat([], []);
      const again = await claimed(silent.claim(2));
      expect(await decide(again, 4)).toBe('succeeded');
      await again.release();
    },
    { timeout: 20_000, interval: 100 },
  );
  await silent.leave();
});

it('a partition is released within a second, even if the server is silent', async () => {
  const mine = await claimed(worker('silent', { url: proxy.through(database.url) }).claim(3));
  proxy.silence();
  const startedMs = performance.now();
  await mine.release();
  expect(mine.isLost()).toBe(true);
  expect(performance.now() - startedMs).toBeLessThan(4_000);
});

it('a partition whose consumer makes no progress is not kept alive by its worker', async () => {
  const mine = await claimed(worker('stuck').claim(4));
  await db.query(`update hold_partitions set seen_at = now() - interval '61 seconds' where partition = 4`);
  await worker('stuck').beat([4], []);
  await mine.lost;
  expect((await worker('stuck').beat([4], [])).taken.has(4)).toBe(false);
});

it('an owner notices that another worker has its partition', async () => {
  const mine = await claimed(worker('first').claim(5));
  await mine.release();
  const theirs = await claimed(worker('second').claim(5));
  expect([...(await worker('first').beat([5], [5])).foreign]).toEqual([5]);
  await theirs.release();
});
