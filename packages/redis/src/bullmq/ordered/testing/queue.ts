import type { HoldOutcome } from '@concert-mania/core/holds/commands';
import { heldAs } from '@concert-mania/core/jobs/testing/sample-outcomes';
import type { JobId } from '@concert-mania/core/shared/ids';
import type { RecordedOutcome } from '@concert-mania/core/shared/outcome';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { Queue } from 'bullmq';
import { afterAll, beforeEach, expect, vi } from 'vitest';
import { openPatientRedis } from '../../../connection/connection.ts';
import { makeKeys } from '../../../keys.ts';
import { makeConsumerHealth } from '../../consumer-health.ts';
import { holdQueue } from '../../delivery.ts';
import { makeJobAnswers } from '../../job-answers.ts';
import { makeJobReader } from '../../job-reader.ts';
import { makeJobSecrets } from '../../job-secrets.ts';
import { makeProducer } from '../../producer.ts';
import { MAX_BATCH, type OrderedConsumer, startOrderedConsumer } from '../ordered-consumer.ts';
import type { OrderedConsumerOptions } from '../ordered-consumer-options.ts';
import { openOrderedQueue } from '../ordered-queue.ts';

export const server = testRedis();
const open = () => openPatientRedis({ url: server.url, name: 'test', onError: () => {} });
export const redis = open();
export const blocking = open();
const subscriber = open();
export const keys = makeKeys(server.prefix);
const secrets = makeJobSecrets(['a-secret-for-tests-of-32-characters!']);
export const reader = makeJobReader(redis, keys);
export const answers = makeJobAnswers(subscriber, keys);
export const otherReplica = makeJobAnswers(subscriber, keys);
export const producer = makeProducer(redis, keys, secrets, answers);

afterAll(() => {
  for (const connection of [redis, blocking, subscriber]) connection.disconnect();
});

export const CONCERT = 'con_ordered';
let key = 0;
export const submit = async (seat = 1): Promise<JobId> => {
  key += 1;
  const acceptance = await producer.accept({
    name: 'reservation.hold',
    accountId: 'usr_1',
    route: 'POST /v1/reservations',
    idempotencyKey: `key-${key}`,
    fingerprint: 'f',
    requestId: 'r',
    acceptedAt: new Date(),
    payload: {
      concertId: CONCERT,
      performanceId: 'prf_1',
      queueToken: null,
      request: { seatNumbers: [seat] },
    },
  });
  if (!('jobId' in acceptance)) throw new Error('a fresh key was refused');
  return acceptance.jobId;
};

const queueName = Array.from({ length: 16 }, (_, n) => holdQueue(n));
export let queue: ReturnType<typeof openOrderedQueue>;
export let bull: Queue;

beforeEach(async () => {
  const probe = await submit();
  const found = await Promise.all(queueName.map((name) => redis.exists(`${keys.queue(name)}${probe}`)));
  const name = queueName[found.indexOf(1)];
  if (!name) throw new Error('the probe is in no partition');
  bull = new Queue(name, { connection: redis, prefix: keys.queuePrefix(name) });
  queue = openOrderedQueue(redis, blocking, keys, name);
  await bull.obliterate({ force: true });
  return () => bull.close();
});

export const log = { info: () => {}, warn: () => {}, error: vi.fn() };
export const lines = { info: vi.fn() };
/** A recent time, because old jobs are deleted. */
export const DECIDED_AT = new Date(Date.now() - 1_234);

type Options = OrderedConsumerOptions<'reservation.hold'>;
type Decide = Options['handlers']['reservation.hold'];
export const start = (
  decide: Decide,
  more: Partial<Pick<Options, 'queue' | 'kindOf' | 'isLost' | 'onFailed' | 'onRetry' | 'lines'>> = {},
) =>
  startOrderedConsumer({
    queue,
    names: ['reservation.hold'],
    handlers: { 'reservation.hold': decide },
    secrets,
    health: makeConsumerHealth({ queue: bull.name, maxBatch: MAX_BATCH, maxFailedInARow: 3, log }),
    kindOf: () => 'command',
    isLost: () => false,
    giveUp: async () => {},
    recordFailed: async () => {},
    failUndecidable: false,
    onBatch: () => {},
    onDecided: () => {},
    onFailed: () => {},
    onRetry: () => {},
    log,
    lines,
    ...more,
  });
export const answerAll: Decide = async (commands) => ({
  outcomes: new Map(
    commands.map((command): [JobId, RecordedOutcome<HoldOutcome>] => [
      command.jobId,
      { outcome: heldAs(command.jobId), decidedAt: DECIDED_AT },
    ]),
  ),
  ready: Promise.resolve(),
});
export const COLD = 60_000;
/** Leaves commands for a certain seat undecided until allowed to decide them. */
export function leavingCold() {
  const decided: JobId[] = [];
  let isWarm = false;
  let warm = () => {};
  const ready = new Promise<void>((resolve) => {
    warm = () => {
      isWarm = true;
      resolve();
    };
  });
  const decide: Decide = async (commands) => {
    const now = commands.filter(
      ({ payload: { request } }) => isWarm || !('seatNumbers' in request && request.seatNumbers[0] === COLD),
    );
    decided.push(...now.map(({ jobId }) => jobId));
    return { ...(await answerAll(now)), ready };
  };
  return { decide, decided, warm: () => warm() };
}

export async function untilFinal(jobIds: readonly JobId[], consumer: OrderedConsumer) {
  try {
    return await vi.waitFor(
      async () => {
        const jobs = await Promise.all(jobIds.map((id) => reader.findJob(id)));
        expect(jobs.every((job) => job?.outcome)).toBe(true);
        return jobs;
      },
      { timeout: 10_000, interval: 20 },
    );
  } finally {
    await consumer.stop();
  }
}
