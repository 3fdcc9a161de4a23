import { openRedisForTest } from '@concert-mania/testkit/servers/open-connections';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { type Job, Worker } from 'bullmq';
import { afterAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { makeKeys } from '../../keys.ts';
import { openQueue } from '../queues/open-queue.ts';
import { finishTogether } from './finish-together.ts';

const server = testRedis();
const redis = openRedisForTest(server);
const keys = makeKeys(server.prefix);
const queue = openQueue('payments', redis, keys);
afterAll(() => queue.close());
beforeEach(() => queue.obliterate({ force: true }));
const prefix = keys.queue('payments');

const OPTIONS = { lockMs: 10_000, concurrency: 4, keepSeconds: 3_600, keepJobs: 3 };
const addJobs = (...ids: string[]) =>
  Promise.all(ids.map((jobId) => queue.add('payment.pay', { of: jobId }, { jobId })));

/** A worker that takes a job for each call of `take`. */
function openWorker() {
  const settings = { connection: redis, prefix: keys.queuePrefix('payments'), autorun: false };
  const worker = new Worker('payments', null, settings, finishTogether(redis, keys, OPTIONS));
  onTestFinished(() => worker.close());
  const take = async (token: string): Promise<Job> => {
    const job = await worker.getNextJob(token, { block: false });
    if (!job) throw new Error('no job waits');
    return job;
  };
  return { worker, take };
}

it('finishes the jobs of one turn in one call, as BullMQ does, and fetches as many others', async () => {
  await addJobs('a', 'b', 'c');
  const { take } = openWorker();
  const [a, b] = [await take('t1'), await take('t2')];
  const calls = vi.spyOn(redis as typeof redis & { finishJobs(): void }, 'finishJobs');
  const [afterA, afterB] = await Promise.all([
    a.moveToCompleted({ n: 1 }, 't1', true),
    b.moveToCompleted({ n: 2 }, 't2', true),
  ]);
  expect(calls).toHaveBeenCalledTimes(1);
  expect(afterA).toMatchObject([{ name: 'payment.pay', attemptsStarted: 1 }, 'c', 0, 0]);
  expect(afterB).toBeUndefined();
  const [kept] = await queue.getCompleted();
  expect(await Promise.all([a, b].map((job) => job.getState()))).toEqual(['completed', 'completed']);
  expect(await queue.getJob('a')).toMatchObject({ returnvalue: { n: 1 }, attemptsMade: 1 });
  expect(kept?.finishedOn).toBeGreaterThan(0);
  expect(await redis.get(`${prefix}c:lock`)).toBe('t1');
  expect(await redis.exists(`${prefix}a:lock`, `${prefix}b:lock`)).toBe(0);
});

it('refuses to finish a job whose lock was lost or taken, and finishes its neighbours', async () => {
  await addJobs('a', 'b', 'c', 'd');
  const { take } = openWorker();
  const jobs = [await take('t1'), await take('t2'), await take('t3'), await take('t4')];
  await redis.del(`${prefix}a:lock`);
  await redis.set(`${prefix}b:lock`, 'of another worker');
  await redis.del(`${prefix}c`);
  const ends = await Promise.allSettled(jobs.map((job, at) => job.moveToCompleted({}, `t${at + 1}`, false)));
  expect(ends.map((end) => (end.status === 'rejected' ? String(end.reason.message) : null))).toEqual([
    expect.stringMatching(/Missing lock for job a/),
    expect.stringMatching(/Lock mismatch for job b/),
    expect.stringMatching(/Missing key for job c/),
    null,
  ]);
  expect(await queue.getCompletedCount()).toBe(1);
});

it.each([
  ['the queue is paused', () => queue.pause()],
  ['a delayed job is due', () => queue.add('payment.pay', {}, { jobId: 'late', delay: 1 })],
])('fetches no other job while %s', async (_, happens) => {
  await addJobs('a');
  const { take } = openWorker();
  const job = await take('t1');
  await addJobs('b');
  await happens();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await job.moveToCompleted({}, 't1', true)).toBeUndefined();
  expect(await queue.getActiveCount()).toBe(0);
});

it('keeps the newest of the completed jobs', async () => {
  await addJobs('a', 'b', 'c', 'd', 'e');
  const { take } = openWorker();
  for (let n = 1; n <= 5; n += 1) await (await take(`t${n}`)).moveToCompleted({}, `t${n}`, false);
  expect((await queue.getCompleted()).map(({ id }) => id)).toEqual(['e', 'd', 'c']);
  expect(await redis.exists(`${prefix}a`)).toBe(0);
});

it('takes jobs for all places with the first of them, in order, and locks each for its own call', async () => {
  await addJobs('a', 'b', 'c', 'd', 'e');
  const { take } = openWorker();
  const calls = vi.spyOn(redis as typeof redis & { takeJobs(): void }, 'takeJobs');
  const jobs = [await take('w:9'), await take('w:10'), await take('w:11'), await take('w:12')];
  expect(calls).toHaveBeenCalledTimes(1);
  expect(jobs.map(({ id, attemptsStarted }) => [id, attemptsStarted])).toEqual([
    ['a', 1],
    ['b', 1],
    ['c', 1],
    ['d', 1],
  ]);
  expect(await redis.mget(['a', 'b', 'c', 'd'].map((id) => `${prefix}${id}:lock`))).toEqual([
    'w:9',
    'w:10',
    'w:11',
    'w:12',
  ]);
  expect(await queue.getWaitingCount()).toBe(1);
  await jobs[1]?.moveToCompleted({}, 'w:10', false);
  expect(await queue.getCompletedCount()).toBe(1);
});

it('knows without a call that a queue is empty, until the next job', async () => {
  await addJobs('a', 'b');
  const { worker, take } = openWorker();
  const next = (token: string) => worker.getNextJob(token, { block: false });
  expect([(await take('w:1')).id, (await take('w:2')).id]).toEqual(['a', 'b']);
  await addJobs('c');
  expect(await next('w:3')).toBeUndefined();
  expect((await next('w:4'))?.id).toBe('c');
});

it('gives jobs back that the worker did not ask for', async () => {
  await addJobs('a', 'b', 'c');
  const { worker, take } = openWorker();
  await take('w:1');
  await worker.close();
  expect((await queue.getWaiting()).map(({ id }) => id).toSorted()).toEqual(['b', 'c']);
  expect(await redis.exists(`${prefix}b:lock`, `${prefix}c:lock`)).toBe(0);
});

it('takes a job at once that is added after the only other one failed', async () => {
  const settings = { connection: redis, prefix: keys.queuePrefix('payments'), concurrency: 1 };
  const worker = new Worker(
    'payments',
    async ({ id }: Job) => {
      // As an idle worker elsewhere does.
      await redis.del(`${prefix}marker`);
      if (id === 'bad') throw new Error('no answer');
    },
    settings,
    finishTogether(redis, keys, { ...OPTIONS, concurrency: 1 }),
  );
  onTestFinished(() => worker.close());
  await addJobs('bad');
  await vi.waitFor(async () => expect(await queue.getFailedCount()).toBe(1));
  await addJobs('next');
  await vi.waitFor(async () => expect(await queue.getCompletedCount()).toBe(1), 3_000);
});
