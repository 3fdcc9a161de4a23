import { heldAs } from '@concert-mania/core/jobs/testing/sample-outcomes';
import type { JobId } from '@concert-mania/core/shared/ids';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import type { Queue } from 'bullmq';
import { afterAll, beforeEach, onTestFinished, vi } from 'vitest';
import { openPatientRedis } from '../../../connection/connection.ts';
import { makeKeys } from '../../../keys.ts';
import { type ConsumerHealth, makeConsumerHealth } from '../../consumer-health.ts';
import { queueOfJob } from '../../delivery.ts';
import { makeJobAnswers } from '../../job-answers.ts';
import { makeJobReader } from '../../job-reader.ts';
import { type JobSecrets, makeJobSecrets } from '../../job-secrets.ts';
import { makeProducer } from '../../producer.ts';
import { openQueue } from '../../queues/open-queue.ts';
import { MAX_BATCH, startOrderedConsumer } from '../ordered-consumer.ts';
import type { OrderedConsumerOptions } from '../ordered-consumer-options.ts';
import { type OrderedQueue, openOrderedQueue } from '../ordered-queue.ts';

export const server = testRedis();
export const open = (url = server.url) => openPatientRedis({ url, name: 'test', onError: () => {} });
export const redis = open();
const blocking = open();
const subscriber = open();
export const keys = makeKeys(server.prefix);
export const OLD = 'an-old-secret-for-tests-of-32-characters';
export const NEW = 'a-new-secret-for-tests-of-32-characters!';
const secrets = makeJobSecrets([OLD]);
export const reader = makeJobReader(redis, keys);
export const answers = makeJobAnswers(subscriber, keys);
afterAll(() => {
  for (const connection of [redis, blocking, subscriber]) connection.disconnect();
});

let number = 0;
export const submitThrough = (sealing: JobSecrets) => {
  const producer = makeProducer(redis, keys, sealing, answers);
  return async (queueToken: string | null = null): Promise<JobId> => {
    number += 1;
    const acceptance = await producer.accept({
      name: 'reservation.hold',
      accountId: 'usr_1',
      route: 'POST /v1/reservations',
      idempotencyKey: `key-${number}`,
      fingerprint: 'f',
      requestId: 'r',
      acceptedAt: new Date(),
      payload: {
        concertId: 'con_faults',
        performanceId: 'prf_1',
        queueToken,
        request: { seatNumbers: [1] },
      },
    });
    if (!('jobId' in acceptance)) throw new Error('a fresh key was refused');
    return acceptance.jobId;
  };
};
export const submit = submitThrough(secrets);
/** Accepts many commands together, in this order. */
export const submitMany = (count: number): Promise<JobId[]> =>
  Promise.all(Array.from({ length: count }, () => submit()));

export let queue: OrderedQueue;
export let bull: Queue;
export let health: ConsumerHealth;
const log = { info: () => {}, warn: () => {}, error: () => {} };
beforeEach(async () => {
  const name = queueOfJob(await submit()) ?? '';
  bull = openQueue(name, redis, keys);
  queue = openOrderedQueue(redis, blocking, keys, name);
  health = makeConsumerHealth({ queue: name, maxBatch: MAX_BATCH, maxFailedInARow: 3, log });
  await bull.obliterate({ force: true });
  return () => bull.close();
});

export class Poison extends Error {}
export type Options = OrderedConsumerOptions<'reservation.hold'>;
type Decide = Options['handlers']['reservation.hold'];
export const start = (decide: Decide, more: Partial<Options> = {}) => {
  const consumer = startOrderedConsumer({
    queue,
    names: ['reservation.hold'],
    handlers: { 'reservation.hold': decide },
    secrets,
    health,
    kindOf: (error) => (error instanceof Poison ? 'command' : 'passing'),
    isLost: () => false,
    giveUp: async () => {},
    recordFailed: async () => {},
    failUndecidable: false,
    onBatch: () => {},
    onDecided: () => {},
    onFailed: () => {},
    onRetry: () => {},
    log,
    lines: log,
    ...more,
  });
  onTestFinished(() => consumer.stop());
  return consumer;
};
/** Decides everything after `before`, which may throw, and records the order. */
export function deciding(before: (jobIds: readonly JobId[]) => void = () => {}) {
  const decided: JobId[] = [];
  const decide: Decide = async (commands) => {
    const jobIds = commands.map(({ jobId }) => jobId);
    before(jobIds);
    decided.push(...jobIds);
    const outcomes = jobIds.map(
      (jobId) => [jobId, { outcome: heldAs('res_1'), decidedAt: new Date() }] as const,
    );
    return { outcomes: new Map(outcomes), ready: Promise.resolve() };
  };
  return { decide, decided };
}
export const counts = () => bull.getJobCounts('wait', 'completed', 'failed');
export const waitFor = (check: () => unknown) => vi.waitFor(check, { timeout: 20_000, interval: 20 });
export const waiting = async () => (await queue.peek(999)).map(({ id }) => id);
