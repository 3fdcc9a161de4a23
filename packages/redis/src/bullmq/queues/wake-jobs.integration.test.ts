import { PAID } from '@concert-mania/core/jobs/testing/sample-outcomes';
import { openRedisForTest } from '@concert-mania/testkit/servers/open-connections';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { afterAll, expect, test, vi } from 'vitest';
import { makeKeys } from '../../keys.ts';
import { startConsumer } from '../consumer.ts';
import { makeJobAnswers } from '../job-answers.ts';
import { makeJobReader } from '../job-reader.ts';
import { makeJobSecrets } from '../job-secrets.ts';
import { makeProducer } from '../producer.ts';
import { openQueue } from './open-queue.ts';
import { makeJobWaker } from './wake-jobs.ts';

const server = testRedis();
const redis = openRedisForTest(server);
const keys = makeKeys(server.prefix);
const secrets = makeJobSecrets(['a-secret-for-tests-of-32-characters!']);
const producer = makeProducer(redis, keys, secrets);
const reader = makeJobReader(redis, keys);
const waker = makeJobWaker(redis, keys);
const queue = openQueue('payments', redis, keys);
let handle = async () => PAID;
const log = { info: () => {}, warn: () => {}, error: () => {} };
const options = { connection: redis, keys, secrets, concurrency: 1, log, lines: log };
const consumer = startConsumer(options, 'payment.pay', () => handle());
afterAll(async () => {
  await Promise.all([consumer.close(), waker.close(), queue.close()]);
});

let serial = 0;
async function submit() {
  serial += 1;
  const acceptance = await producer.accept({
    name: 'payment.pay',
    accountId: 'usr_1',
    route: 'POST /v1/payments',
    idempotencyKey: `key-${serial}`,
    fingerprint: 'f',
    requestId: 'r',
    acceptedAt: new Date(),
    payload: { method: 'wallet', reservationId: 'res_1' },
  });
  if (acceptance.kind !== 'accepted') throw new Error('a fresh key was refused');
  return acceptance.jobId;
}

test('finishes a job at once that waited for its next attempt', async () => {
  handle = () => Promise.reject(new Error('not yet'));
  const jobId = await submit();
  // After four failed attempts the next one is seconds away.
  await vi.waitFor(async () => expect((await queue.getJob(jobId))?.attemptsMade).toBe(4), 30_000);
  await vi.waitFor(async () => expect(await (await queue.getJob(jobId))?.isDelayed()).toBe(true), 10_000);
  handle = async () => PAID;
  await waker.wake([jobId]);
  const woken = await vi.waitFor(async () => {
    const job = await reader.findJob(jobId);
    expect(job?.status).toBe('succeeded');
    return queue.getJob(jobId);
  }, 10_000);
  const waited = (woken?.finishedOn ?? Number.POSITIVE_INFINITY) - (woken?.processedOn ?? 0);
  expect(waited).toBeLessThan(4_000);
  await waker.wake([jobId]);
  expect((await reader.findJob(jobId))?.status).toBe('succeeded');
});

test('notifies clients that wait for a job missing in the queue', async () => {
  const subscriber = openRedisForTest(server);
  const jobId = await submit();
  await vi.waitFor(async () => expect((await reader.findJob(jobId))?.status).toBe('succeeded'), 10_000);
  await (await queue.getJob(jobId))?.remove();
  let notified = 0;
  const listening = makeJobAnswers(subscriber, keys).listen(jobId, () => {
    notified += 1;
  });
  await listening.since;
  await waker.wake([jobId, 'job_unheard-of']);
  await vi.waitFor(() => expect(notified).toBe(1), 10_000);
});
