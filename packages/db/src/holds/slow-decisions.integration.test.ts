import { makeDecideHolds } from '@concert-mania/core/holds/decide-holds';
import type { HoldCommand } from '@concert-mania/core/holds/hold-snapshot';
import { makeAccount, makeSale, newId } from '@concert-mania/testkit/data/builders';
import { openHoldPartitions } from '@concert-mania/testkit/data/hold-partitions';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { expect, it } from 'vitest';

const database = await testDatabase();
const db = openForTest(database);

it('commits what was decided when the time is up, and decides the rest in the same order', async () => {
  const { concertId, performanceId } = await makeSale(db, { seats: 4 });
  const fans = await Promise.all(Array.from({ length: 8 }, () => makeAccount(db)));
  // Two commands name each seat; the first gets it.
  const commands = fans.map(
    (accountId, n): HoldCommand => ({
      jobId: `job_${newId('res').slice('res_'.length)}`,
      accountId,
      fingerprint: 'f',
      acceptedAt: new Date(),
      admitted: false,
      payload: { concertId, performanceId, queueToken: null, request: { seatNumbers: [(n % 4) + 1] } },
    }),
  );
  let nowMs = 0;
  const nextMs = () => {
    nowMs += 100;
    return nowMs;
  };
  const decide = makeDecideHolds(newId, { budgetMs: 300, nowMs: nextMs });
  const partition = await openHoldPartitions({ url: database.url, db }).claim(0);
  if (!partition) throw new Error('partition 0 has an owner');
  // Loads the seat plan.
  await partition.batches.decideInOrder(commands, () => []).then(({ ready }) => ready);

  const turns: string[][] = [];
  for (let left = commands; left.length > 0; left = left.slice(turns.at(-1)?.length)) {
    const { outcomes, ready } = await partition.batches.decideInOrder(left, decide);
    await ready;
    expect([...outcomes.keys()]).toEqual(left.slice(0, outcomes.size).map(({ jobId }) => jobId));
    turns.push(
      [...outcomes.values()].map(({ outcome }) =>
        outcome.status === 'succeeded' ? 'held' : outcome.error.code,
      ),
    );
    const committed = await db.query('select from command_outcomes where job_id = any($1)', [
      commands.map(({ jobId }) => jobId),
    ]);
    expect(committed).toHaveLength(turns.flat().length);
  }
  await partition.release();
  expect(turns).toEqual([
    ['held', 'held', 'held'],
    ['held', 'seat_unavailable', 'seat_unavailable'],
    ['seat_unavailable', 'seat_unavailable'],
  ]);
});
