import type { Job } from '@concert-mania/core/jobs/model';
import { PAID } from '@concert-mania/core/jobs/testing/sample-outcomes';
import { ENVELOPE_VERSION } from '@concert-mania/core/shared/command-envelope';
import { openRedisForTest } from '@concert-mania/testkit/servers/open-connections';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { afterAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { makeKeys } from '../keys.ts';
import { startConsumer } from './consumer.ts';
import { makeJobAnswers } from './job-answers.ts';
import { makeJobSecrets } from './job-secrets.ts';
import { makeProducer } from './producer.ts';
import { openQueue } from './queues/open-queue.ts';

const server = testRedis();
const redis = openRedisForTest(server);
const keys = makeKeys(server.prefix);
const OLD = 'an-old-secret-for-tests-of-32-characters';
const NEW = 'a-new-secret-for-tests-of-32-characters!';
const answers = makeJobAnswers(openRedisForTest(server), keys);
const queue = openQueue('payments', redis, keys);
afterAll(() => queue.close());
beforeEach(() => queue.obliterate({ force: true }));

let number = 0;
async function submit(secret = OLD) {
  number += 1;
  const acceptance = await makeProducer(redis, keys, makeJobSecrets([secret]), answers).accept({
    name: 'payment.pay',
    accountId: 'usr_1',
    route: 'POST /v1/payments',
    idempotencyKey: `key-${number}`,
    fingerprint: 'f',
    requestId: 'r',
    acceptedAt: new Date(),
    payload: { method: 'gateway', reservationId: 'res_1', paymentKey: 'pk', amount: 5_000 },
  });
  if (!('jobId' in acceptance)) throw new Error('a fresh key was refused');
  return acceptance.jobId;
}
function start(secrets: readonly string[], handle = async () => PAID) {
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const options = {
    connection: redis,
    keys,
    secrets: makeJobSecrets(secrets),
    concurrency: 5,
    log,
    lines: log,
  };
  const consumer = startConsumer(options, 'payment.pay', handle);
  onTestFinished(() => consumer.close());
  return { consumer, log };
}
const waitFor = (check: () => unknown) => vi.waitFor(check, { timeout: 20_000, interval: 20 });
const stateOf = async (id: string) => (await queue.getJob(id))?.getState();

it.each([
  ['sealed under a secret unknown here', NEW, (data: object) => data],
  ['of a newer format', OLD, (data: object) => ({ ...data, version: ENVELOPE_VERSION + 1 })],
  ['with a payload unknown here', OLD, (data: object) => ({ ...data, payload: { method: 'voucher' } })],
])('tries a command again, and never fails it, that is %s', async (_, secret, change) => {
  await queue.pause();
  const id = await submit(secret);
  const job = await queue.getJob(id);
  await job?.updateData(change(job.data as object));
  await queue.resume();
  const { consumer, log } = start([OLD]);
  await waitFor(async () => expect((await queue.getJob(id))?.attemptsMade).toBeGreaterThanOrEqual(3));
  expect(['delayed', 'active', 'waiting']).toContain(await stateOf(id));
  expect(consumer.health.stuck()?.reason).toMatch(/sealed under key|format \d+ is unknown|bad payload/);
  // Logged when it begins and then once a minute, not at each attempt.
  expect(log.warn).toHaveBeenCalledTimes(1);
  expect(log.error).not.toHaveBeenCalled();
});

it('reports a fault that every command meets, until one is decided', async () => {
  let isAway = true;
  const id = await submit();
  const { consumer } = start([OLD], async () => {
    if (isAway) throw Object.assign(new Error('no writes'), { code: '25006' });
    return PAID;
  });
  await waitFor(() => expect(consumer.health.stuck()?.reason).toBe('25006 no writes'));
  isAway = false;
  await waitFor(async () => expect(await stateOf(id)).toBe('completed'));
  expect(consumer.health.stuck()).toBeNull();
});

it('fails a malformed job once, and keeps it for a week', async () => {
  const bad = await queue.add('payment.pay', { nonsense: true }, { jobId: 'made', attempts: 5 });
  start([OLD]);
  await waitFor(async () => expect(await bad.getState()).toBe('failed'));
  expect((await queue.getJob('made'))?.attemptsMade).toBe(1);
});

it('writes one line for each job, with the request, the account, the outcome and the times', async () => {
  const id = await submit();
  let isAway = true;
  const { log } = start([OLD], async () => {
    if (!isAway) return PAID;
    isAway = false;
    throw new Error('not yet');
  });
  await waitFor(() => expect(log.info).toHaveBeenCalled());
  await queue.add('payment.pay', { nonsense: true }, { jobId: 'malformed' });
  await waitFor(() => expect(log.error).toHaveBeenCalled());
  const ids = { jobId: id, requestId: 'r', accountId: 'usr_1', paymentId: 'pay_1' };
  const line = { ...ids, type: 'payment.pay', attempt: 2 };
  const times = { waitMs: expect.any(Number), workMs: expect.any(Number) };
  expect(log.info.mock.calls).toEqual([
    [expect.objectContaining({ ...line, ...times, status: 'succeeded' }), 'job'],
  ]);
  expect(log.error.mock.calls).toEqual([
    [expect.objectContaining({ jobId: 'malformed', status: 'failed', code: 'job_failed' }), 'job'],
  ]);
});

it('decrypts with the new secret jobs of a process that has both secrets in the other order', async () => {
  const id = await submit(NEW);
  const notified = new Promise<Job | null>((resolve) => answers.listen(id, resolve));
  start([OLD, NEW]);
  expect(await notified).toMatchObject({ id, status: 'succeeded' });
});
