import { watchAcceptedJobs } from '@concert-mania/testkit/data/accepted-jobs';
import { makeSale } from '@concert-mania/testkit/data/builders';
import { fanAt, signUpFan } from '@concert-mania/testkit/system/fans';
import { expect, it } from 'vitest';
import { startSystem } from './system.ts';

const ACCOUNTS = 200;
const { stack, db } = await startSystem({ api: 2, 'hold-worker': 2 });
const acceptedJobs = await watchAcceptedJobs(stack.redisUrl);
const [firstApi = '', secondApi = ''] = stack.apiUrls;

it('sells one seat once to 200 accounts at two API replicas, to the first accepted', async () => {
  const sale = await makeSale(db, { seats: 40 });
  const fans = await Promise.all(
    Array.from({ length: ACCOUNTS }, async (_, index) => {
      const api = index % 2 === 0 ? firstApi : secondApi;
      return fanAt(api, await signUpFan(api));
    }),
  );
  const jobs = await Promise.all(
    fans.map((fan) =>
      fan.run('reservation.hold', { body: { performanceId: sale.performanceId, seatNumbers: [20] } }),
    ),
  );

  const winners = jobs.filter((job) => job.status === 'succeeded');
  expect(winners).toHaveLength(1);
  for (const job of jobs) {
    if (job === winners[0]) continue;
    expect(job).toMatchObject({
      status: 'rejected',
      error: { code: 'seat_unavailable', status: 409, seatNumbers: [20] },
    });
  }
  const accepted = await acceptedJobs.besides(jobs[0]?.id ?? '');
  expect(new Set(accepted)).toEqual(new Set(jobs.map((job) => job.id)));
  expect(winners[0]?.id).toBe(accepted[0]);
});
