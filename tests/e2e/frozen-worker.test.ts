import { dataOf } from '@concert-mania/client/problem';
import { watchAcceptedJobs } from '@concert-mania/testkit/data/accepted-jobs';
import { makeSale } from '@concert-mania/testkit/data/builders';
import { type Fan, signUpFan } from '@concert-mania/testkit/system/fans';
import { expect, it, vi } from 'vitest';
import { type Asked, decideOneByOne } from './one-by-one.ts';
import { startSystem } from './system.ts';

const { stack, db, api } = await startSystem({ 'hold-worker': 2 }, { FROZEN_AFTER_SECONDS: '2' });
const acceptedJobs = await watchAcceptedJobs(stack.redisUrl);
const CONCERTS = 6;
const FANS = 12;

it('moves the partitions of a frozen hold-worker, whose waking changes nothing, in the order of acceptance', async () => {
  const sales = await Promise.all(Array.from({ length: CONCERTS }, () => makeSale(db, { seats: 40 })));
  const fans = await Promise.all(Array.from({ length: FANS }, () => signUpFan(api)));
  const asked = sales.map(() => new Map<string, Asked>());
  const ask = async (fan: Fan, at: number, first: number) => {
    const seats = [first, first + 1];
    const body = { performanceId: sales[at]?.performanceId ?? '', seatNumbers: seats };
    const job = await dataOf(fan.submit('reservation.hold', { body }));
    asked[at]?.set(job.id, { accountId: fan.accountId, seats });
  };
  const round = (offset: number) =>
    Promise.all(
      sales.flatMap((_, at) => fans.map((fan, number) => ask(fan, at, 1 + ((number * 3 + offset) % 39)))),
    );
  const allDecided = () =>
    vi.waitFor(
      async () => {
        const jobs = asked.flatMap((each) => [...each.keys()]);
        const [row] = await db.query<{ count: number }>(
          'select count(*)::int as count from command_outcomes where job_id = any($1)',
          [jobs],
        );
        expect(row?.count).toBe(jobs.length);
      },
      { timeout: 60_000, interval: 100 },
    );
  const sharesAreEven = () =>
    vi.waitFor(
      async () => {
        const rows = await db.query<{ owned: number }>(
          'select count(*)::int as owned from hold_partitions group by worker_id',
        );
        expect(rows.map((row) => row.owned)).toEqual([8, 8]);
      },
      { timeout: 30_000, interval: 100 },
    );

  await sharesAreEven();
  await round(0);
  stack.process('hold-worker').kill('SIGSTOP');
  await round(1);
  await allDecided();
  stack.process('hold-worker').kill('SIGCONT');
  await round(2);
  await allDecided();
  await sharesAreEven();

  for (const each of asked) {
    const jobIds = [...each.keys()];
    const inQueue = await acceptedJobs.besides(jobIds[0] ?? '');
    const rows = await db.query<{ job_id: string; code: string | null }>(
      `select job_id, outcome->'error'->>'code' as code from command_outcomes where job_id = any($1)`,
      [jobIds],
    );
    // Concerts may share a partition; each is decided in the order of its own commands.
    const order = inQueue.filter((jobId) => each.has(jobId));
    const decided = new Map(rows.map((row) => [row.job_id, row.code ?? 'held']));
    expect(decided).toEqual(decideOneByOne(order, each));
  }
});
