import { makeDecideHolds } from '@concert-mania/core/holds/decide-holds';
import type { DecideHolds, HoldCommand } from '@concert-mania/core/holds/hold-book';
import type { JobId } from '@concert-mania/core/shared/ids';
import { makeAccount, makeSale, newId, type Sale } from '@concert-mania/testkit/builders';
import { openHoldPartitions } from '@concert-mania/testkit/hold-partitions';
import { openForTest } from '@concert-mania/testkit/open-connections';
import { testDatabase } from '@concert-mania/testkit/test-database';
import { beforeEach, expect, it, vi } from 'vitest';
import type { HoldPartition, HoldPartitions } from './hold-partitions.ts';

const database = await testDatabase();
const db = openForTest(database);
const IDLE_MS = 500;

let sale: Sale;
let commands: readonly HoldCommand[];
/** Eight fans ask for four seats: the first four get them. */
beforeEach(async () => {
  sale = await makeSale(db, { seats: 4 });
  const fans = await Promise.all(Array.from({ length: 8 }, () => makeAccount(db)));
  commands = fans.map((accountId, n) => ({
    jobId: `job_${newId('res').slice('res_'.length)}`,
    accountId,
    fingerprint: 'f',
    acceptedAt: new Date(),
    admitted: false,
    payload: {
      concertId: sale.concertId,
      performanceId: sale.performanceId,
      queueToken: null,
      request: { seatNumbers: [(n % 4) + 1] },
    },
  }));
});
const EXPECTED = [...Array(4).fill('held'), ...Array(4).fill('seat_unavailable')];

function claim(partitions: HoldPartitions): Promise<HoldPartition> {
  return vi.waitFor(async () => {
    const claimed = await partitions.claim(0);
    if (!claimed) throw new Error('partition 0 has an owner');
    return claimed;
  });
}

/** Decides all commands; a lost partition is taken anew. Answers the codes, and how many were decided in each transaction. */
async function decideThroughLosses(partitions: HoldPartitions, decide: DecideHolds) {
  const codes = new Map<JobId, string>();
  const turns: number[] = [];
  let partition = await claim(partitions);
  // So that the seat plan is in memory.
  await partition.ledger.decideInOrder(commands, () => []).then(({ ready }) => ready);
  for (let left = commands; left.length > 0; left = left.filter(({ jobId }) => !codes.has(jobId))) {
    const decided = await partition.ledger.decideInOrder(left, decide).catch(() => null);
    turns.push(decided?.outcomes.size ?? 0);
    for (const [jobId, { outcome }] of decided?.outcomes ?? []) {
      codes.set(jobId, outcome.status === 'succeeded' ? 'held' : outcome.error.code);
    }
    if (decided) continue;
    await partition.lost;
    partition = await claim(partitions);
  }
  await partition.release();
  return { codes: commands.map(({ jobId }) => codes.get(jobId)), turns };
}

it('commits what was decided when the time is up, and decides the rest in the same order', async () => {
  let nowMs = 0;
  const decide = makeDecideHolds(newId, {
    budgetMs: 300,
    nowMs: () => {
      nowMs += 100;
      return nowMs;
    },
  });
  const partitions = openHoldPartitions({ url: database.url, db });
  expect(await decideThroughLosses(partitions, decide)).toEqual({ codes: EXPECTED, turns: [3, 3, 2] });
});

it('takes half as many commands after the server ended its session for a decision that took too long', async () => {
  const decide = makeDecideHolds(newId);
  const given: number[] = [];
  const slowly: DecideHolds = (book, batch) => {
    given.push(batch.length);
    const until = performance.now() + batch.length * 100;
    while (performance.now() < until);
    return decide(book, batch);
  };
  const partitions = openHoldPartitions({ url: database.url, db, statementTimeoutMs: IDLE_MS });
  const { codes, turns } = await decideThroughLosses(partitions, slowly);
  expect(codes).toEqual(EXPECTED);
  expect(turns[0]).toBe(0);
  expect(given.slice(0, 2)).toEqual([8, 4]);
});
