import { watchAcceptedJobs } from '@concert-mania/testkit/data/accepted-jobs';
import { makeSale } from '@concert-mania/testkit/data/builders';
import { type Fan, signUpFan } from '@concert-mania/testkit/system/fans';
import { expect, it, vi } from 'vitest';
import { type Asked, decideOneByOne } from './one-by-one.ts';
import { startSystem } from './system.ts';

const { stack, db, api } = await startSystem({ 'hold-worker': 1 });
const acceptedJobs = await watchAcceptedJobs(stack.redisUrl);
const FANS = 60;
const ROUNDS = 10;

/** A fan asks for pairs of contested seats, one after another. Records every accepted job. */
async function keepAsking(
  fan: Fan,
  performanceId: string,
  seed: number,
  accepted: Map<string, Asked>,
): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const first = 1 + ((seed * 31 + round * 17) % 99);
    const seats = [first + 1, first];
    const body = { performanceId, seatNumbers: seats };
    const { data: job } = await fan.submit('reservation.hold', { body });
    if (job) accepted.set(job.id, { accountId: fan.accountId, seats });
  }
}

it('loses no accepted hold and decides none twice when a hold-worker is killed at load', async () => {
  const sale = await makeSale(db, { seats: 100 });
  const fans = await Promise.all(Array.from({ length: FANS }, () => signUpFan(api)));
  const accepted = new Map<string, Asked>();
  const load = Promise.all(fans.map((fan, seed) => keepAsking(fan, sale.performanceId, seed, accepted)));

  const worker = stack.process('hold-worker');
  for (const decided of [20, 200]) {
    await vi.waitFor(
      async () => {
        const [row] = await db.query<{ count: number }>(
          'select count(*)::int as count from command_outcomes',
        );
        expect(row?.count).toBeGreaterThan(decided);
      },
      { timeout: 60_000, interval: 10 },
    );
    worker.kill('SIGKILL');
    await worker.restart();
  }
  await load;
  expect(accepted.size).toBe(FANS * ROUNDS);

  await vi.waitFor(
    async () => {
      const [row] = await db.query<{ count: number }>(
        'select count(*)::int as count from command_outcomes where job_id = any($1)',
        [[...accepted.keys()]],
      );
      expect(row?.count).toBe(accepted.size);
    },
    { timeout: 60_000, interval: 100 },
  );

  const rows = await db.query<{ job_id: string; code: string | null }>(
    `select job_id, outcome->'error'->>'code' as code from command_outcomes`,
  );
  const order = await acceptedJobs.besides([...accepted.keys()][0] ?? '');
  expect(order).toHaveLength(accepted.size);
  const decided = new Map(rows.map((row) => [row.job_id, row.code ?? 'held']));
  expect(decided).toEqual(decideOneByOne(order, accepted));

  const owned = await db.query(
    'select 1 from seats where performance_id = $1 and reservation_id is not null',
    [sale.performanceId],
  );
  const sold = [...decided.values()].filter((code) => code === 'held').length * 2;
  expect(owned).toHaveLength(sold);
});
