import { makeAccount, makeSale } from '@concert-mania/testkit/data/builders';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { afterAll, expect, it, vi } from 'vitest';
import { makeElection } from './election.ts';
import {
  readConcertsOnSale,
  readOpenMoney,
  readOrphanSeconds,
  readSeatCounts,
  readUnsentNotices,
} from './read-figures.ts';

const database = await testDatabase();
const db = openForTest(database);

function candidate(name: string) {
  const election = makeElection({ url: database.url, name, lock: 'sharedFigures' });
  afterAll(() => election.close());
  return election;
}

const [first, second] = [candidate('figures first'), candidate('figures second')];

it('elects one process, and another one after the session of the first has ended', async () => {
  expect(await first.hold()).toBe(true);
  expect(await second.hold()).toBe(false);
  expect(await first.hold()).toBe(true);
  await db.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'figures first'`,
  );
  await vi.waitFor(async () => expect(await second.hold()).toBe(true));
  await first.hold().catch(() => undefined);
  expect(await first.hold()).toBe(false);
  await second.close();
  expect(await first.hold()).toBe(true);
});

it('counts the seats of concerts on sale, and open work', async () => {
  const sale = await makeSale(db);
  await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [1, 2] });
  const concerts = await readConcertsOnSale(db, 20);
  expect(concerts.map(({ id }) => id)).toEqual([sale.concertId]);
  const [counts] = await readSeatCounts(db, [sale.concertId]);
  expect(counts).toMatchObject({ concert: sale.concertId, held: 2, sold: 0 });
  expect(counts?.free).toBeGreaterThan(0);
  expect(await readOpenMoney(db)).toEqual({
    payments: { count: 0, oldestSeconds: 0 },
    refunds: { count: 0, oldestSeconds: 0 },
    shows: { open: 0, left: 0 },
  });
  expect(await readUnsentNotices(db)).toEqual([]);
});

it('knows for how long a partition has had no live owner', async () => {
  expect(await readOrphanSeconds(db)).toBe(0);
  await db.query(
    `insert into hold_partitions (partition, worker_id, backend_pid, seen_at)
     values (1, 'w', 1, now()), (2, 'w', 1, now() - interval '40 seconds')`,
  );
  expect(await readOrphanSeconds(db)).toBeGreaterThanOrEqual(40);
});
