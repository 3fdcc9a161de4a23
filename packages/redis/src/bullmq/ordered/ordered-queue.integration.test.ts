import type { HoldOutcome } from '@concert-mania/core/holds/commands';
import type { Job } from '@concert-mania/core/jobs/model';
import type { Submission } from '@concert-mania/core/jobs/ports';
import { heldAs } from '@concert-mania/core/jobs/testing/sample-outcomes';
import type { JobId } from '@concert-mania/core/shared/ids';
import { type RecordedOutcome, succeeded } from '@concert-mania/core/shared/outcome';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { Queue } from 'bullmq';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openPatientRedis } from '../../connection/connection.ts';
import { makeKeys } from '../../keys.ts';
import { makeConsumerHealth } from '../consumer-health.ts';
import { holdQueue } from '../delivery.ts';
import { makeJobAnswers } from '../job-answers.ts';
import { makeJobReader } from '../job-reader.ts';
import { makeJobSecrets } from '../job-secrets.ts';
import { FINISHED_JOB_SECONDS, FINISHED_JOBS_PER_QUEUE, makeProducer } from '../producer.ts';
import { MAX_BATCH, type OrderedConsumer, startOrderedConsumer } from './ordered-consumer.ts';
import type { OrderedConsumerOptions } from './ordered-consumer-options.ts';
import { consumerName, openOrderedQueue } from './ordered-queue.ts';

const server = testRedis();
const open = () => openPatientRedis({ url: server.url, name: 'test', onError: () => {} });
const redis = open();
const blocking = open();
const subscriber = open();
const keys = makeKeys(server.prefix);
const secrets = makeJobSecrets(['a-secret-for-tests-of-32-characters!']);
const reader = makeJobReader(redis, keys);
const answers = makeJobAnswers(subscriber, keys);
const otherReplica = makeJobAnswers(subscriber, keys);
const producer = makeProducer(redis, keys, secrets, answers);

afterAll(() => {
  for (const connection of [redis, blocking, subscriber]) connection.disconnect();
});

const CONCERT = 'con_ordered';
let key = 0;
const submit = async (seat = 1): Promise<JobId> => {
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
let queue: ReturnType<typeof openOrderedQueue>;
let bull: Queue;

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

const log = { info: () => {}, warn: () => {}, error: vi.fn() };
const lines = { info: vi.fn() };
/** A recent time, because old jobs are deleted. */
const DECIDED_AT = new Date(Date.now() - 1_234);

type Options = OrderedConsumerOptions<'reservation.hold'>;
type Decide = Options['decide'];
const start = (
  decide: Decide,
  more: Partial<Pick<Options, 'kindOf' | 'isLost' | 'onFailed' | 'onRetry' | 'lines'>> = {},
) =>
  startOrderedConsumer({
    queue,
    name: 'reservation.hold',
    secrets,
    decide,
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
const answerAll: Decide = async (commands) => ({
  outcomes: new Map(
    commands.map((command): [JobId, RecordedOutcome<HoldOutcome>] => [
      command.jobId,
      { outcome: heldAs(command.jobId), decidedAt: DECIDED_AT },
    ]),
  ),
  ready: Promise.resolve(),
});
const COLD = 60_000;
/** Leaves commands for a certain seat undecided until allowed to decide them. */
function leavingCold() {
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

async function untilFinal(jobIds: readonly JobId[], consumer: OrderedConsumer) {
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

describe('an ordered queue', () => {
  it('hands out jobs in the order of acceptance, and again until they are acknowledged', async () => {
    const ids: JobId[] = [];
    for (let seat = 1; seat <= 20; seat += 1) ids.push(await submit(seat));
    expect((await queue.peek(256)).map((job) => job.id)).toEqual(ids);
    expect((await queue.peek(5)).map((job) => job.id)).toEqual(ids.slice(0, 5));
    await queue.acknowledge(
      ids
        .slice(0, 5)
        .map(
          (id) => ({ id, state: 'completed', returnValue: succeeded({}), decidedAt: DECIDED_AT }) as const,
        ),
    );
    expect((await queue.peek(256)).map((job) => job.id)).toEqual(ids.slice(5));
  });

  it('reads behind earlier jobs while those are still the oldest', async () => {
    const ids: JobId[] = [];
    for (let seat = 1; seat <= 6; seat += 1) ids.push(await submit(seat));
    const first = await queue.peek(2);
    expect((await queue.peek(2, first)).map((job) => job.id)).toEqual(ids.slice(2, 4));
    expect(await queue.peek(2, await queue.peek(6))).toEqual([]);
    await (await bull.getJob(ids[0] ?? ''))?.remove();
    expect(await queue.peek(2, first)).toEqual([]);
    expect((await queue.peek(9)).map((job) => job.id)).toEqual(ids.slice(1));
  });

  it('shows finished jobs to BullMQ as its own would be', async () => {
    const [good, bad] = [await submit(), await submit()];
    await queue.acknowledge([
      { id: good, state: 'completed', returnValue: succeeded({ ticket: 1 }), decidedAt: DECIDED_AT },
      { id: bad, state: 'failed', reason: 'no use' },
    ]);
    expect(await bull.getJobCounts('wait', 'active', 'completed', 'failed')).toEqual({
      wait: 0,
      active: 0,
      completed: 1,
      failed: 1,
    });
    expect((await bull.getJob(good))?.returnvalue).toEqual(succeeded({ ticket: 1 }));
    expect((await bull.getJob(bad))?.failedReason).toBe('no use');
    expect(await (await bull.getJob(good))?.getState()).toBe('completed');
  });

  it('changes nothing when the same acknowledgement comes twice', async () => {
    const id = await submit();
    await queue.acknowledge([
      { id, state: 'completed', returnValue: succeeded({ first: true }), decidedAt: DECIDED_AT },
    ]);
    await queue.acknowledge([
      { id, state: 'completed', returnValue: succeeded({ first: false }), decidedAt: DECIDED_AT },
    ]);
    expect((await reader.findJob(id))?.outcome).toEqual(succeeded({ first: true }));
  });

  it('finishes jobs out of order, skips missing ones, and leaves the others waiting', async () => {
    const ids: JobId[] = [];
    for (let seat = 1; seat <= 6; seat += 1) ids.push(await submit(seat));
    const [first = '', second = '', third = '', fourth = '', fifth = '', sixth = ''] = ids;
    await redis.del(`${keys.queue(bull.name)}${second}`);
    const outcome = { state: 'completed', returnValue: succeeded({}), decidedAt: DECIDED_AT } as const;
    await queue.acknowledge([third, second].map((id) => ({ id, ...outcome })));
    expect((await queue.peek(9)).map((job) => job.id)).toEqual([first, fourth, fifth, sixth]);
    await queue.acknowledge([
      { id: first, state: 'failed', reason: 'no use' },
      { id: fourth, ...outcome },
    ]);
    expect((await queue.peek(9)).map((job) => job.id)).toEqual([fifth, sixth]);
    expect((await bull.getCompleted()).map((job) => job.id).sort()).toEqual([third, fourth].sort());
    expect((await bull.getFailed()).map((job) => job.id)).toEqual([first]);
    expect(await redis.exists(`${keys.queue(bull.name)}${second}`)).toBe(0);
  });

  it('deletes old completed jobs, and the oldest beyond the limit', async () => {
    const prefix = keys.queue(bull.name);
    const finish = async () => {
      const id = await submit();
      await queue.acknowledge([
        { id, state: 'completed', returnValue: succeeded({}), decidedAt: new Date() },
      ]);
      return id;
    };
    const [old, young] = [await finish(), await finish()];
    await redis.zadd(`${prefix}completed`, Date.now() - FINISHED_JOB_SECONDS * 1_000, old);
    const third = await finish();
    expect(await reader.findJob(old)).toBeNull();
    const more = Array.from({ length: FINISHED_JOBS_PER_QUEUE }, (_, n) => [
      Date.now() + 60_000,
      `later-${n}`,
    ]);
    await redis.zadd(`${prefix}completed`, ...more.flat());
    await finish();
    expect(await Promise.all([young, third].map((id) => reader.findJob(id)))).toEqual([null, null]);
    expect(await bull.getCompletedCount()).toBe(FINISHED_JOBS_PER_QUEUE);
  });

  it('runs a failed job again, behind those that wait, when an admin retries it', async () => {
    const id = await submit();
    await queue.acknowledge([{ id, state: 'failed', reason: 'no use' }]);
    expect((await reader.findJob(id))?.status).toBe('failed');
    const waiting = await submit();
    await (await bull.getJob(id))?.retry('failed');
    expect((await bull.getWaiting()).map((job) => job.id)).toEqual([waiting, id]);
    const [job] = await untilFinal([id], start(answerAll));
    expect(job?.outcome).toEqual(heldAs(id));
  });

  it('writes one line for each job, with the request, the account, the outcome and the times', async () => {
    await bull.add('reservation.hold', { nonsense: true }, { jobId: 'malformed' });
    const ids = [await submit(), await submit()];
    await untilFinal(ids, start(answerAll));
    const common = { requestId: 'r', accountId: 'usr_1', type: 'reservation.hold', status: 'succeeded' };
    const times = { waitMs: expect.any(Number), workMs: expect.any(Number) };
    for (const jobId of ids) {
      const line = expect.objectContaining({ ...common, ...times, jobId, reservationId: jobId });
      expect(lines.info.mock.calls.filter(([fields]) => fields.jobId === jobId)).toEqual([[line, 'job']]);
    }
    const failed = { jobId: 'malformed', type: 'reservation.hold', status: 'failed', code: 'job_failed' };
    expect(log.error).toHaveBeenCalledWith(expect.objectContaining(failed), 'job');
  });

  it('counts its consumer as the worker of the queue', async () => {
    await blocking.client('SETNAME', consumerName(keys, bull.name));
    expect(await bull.getWorkersCount()).toBe(1);
  });

  it('waits while the queue is paused', async () => {
    await submit();
    await bull.pause();
    expect(await queue.peek(256)).toEqual([]);
    await bull.resume();
    expect(await queue.peek(256)).toHaveLength(1);
  });
});

describe('the consumer of an ordered queue', () => {
  it('decides in the order of acceptance and notifies waiting clients', async () => {
    const decided: JobId[] = [];
    const ids: JobId[] = [];
    for (let seat = 1; seat <= 300; seat += 1) ids.push(await submit(seat));
    const last = ids[299] ?? '';
    const notified = new Promise<Job | null>((resolve) => answers.listen(last, resolve));
    const toldElsewhere = new Promise<Job | null>((resolve) => otherReplica.listen(last, resolve));
    const consumer = start(async (commands) => {
      decided.push(...commands.map((command) => command.jobId));
      return answerAll(commands);
    });
    await untilFinal(ids, consumer);
    expect(await notified).toMatchObject({
      id: last,
      status: 'succeeded',
      outcome: heldAs(last),
      finishedAt: DECIDED_AT,
    });
    expect((await reader.findJob(last))?.finishedAt).toEqual(DECIDED_AT);
    expect(await toldElsewhere).toBeNull();
    expect(decided).toEqual(ids);
  });

  it('keeps the order of acceptance while jobs arrive faster than batches are decided', async () => {
    const ids: JobId[] = [];
    const decided: JobId[] = [];
    let batches = 0;
    const consumer = start(async (commands) => {
      batches += 1;
      decided.push(...commands.map((command) => command.jobId));
      // More arrive during this batch, and are read before it is done.
      if (ids.length < 400) for (let n = 0; n < 20; n += 1) ids.push(await submit(n + 1));
      return answerAll(commands);
    });
    ids.push(await submit(1));
    await vi.waitFor(() => expect(ids.length).toBeGreaterThanOrEqual(400), { timeout: 20_000 });
    await untilFinal(ids, consumer);
    expect(decided).toEqual(ids);
    expect(batches).toBeGreaterThan(10);
  });

  it('fails a malformed job once, visibly, and goes on with the others', async () => {
    const before = await submit();
    const bad = await bull.add('reservation.hold', { nonsense: true }, { jobId: 'hand-made' });
    const other = await bull.add('wallet.top-up', {}, { jobId: 'stray' });
    const after = await submit();
    const onFailed = vi.fn();
    await untilFinal([before, after], start(answerAll, { onFailed }));
    expect(onFailed).toHaveBeenCalledTimes(2);
    expect((await bull.getFailed()).map((job) => job.id).sort()).toEqual([bad.id, other.id].sort());
    expect((await bull.getJob('hand-made'))?.failedReason).toBe('not a command envelope');
  });

  it('lets a poison command fail alone and decides all others in order', async () => {
    const ids: JobId[] = [];
    for (let seat = 1; seat <= 9; seat += 1) ids.push(await submit(seat));
    const poison = ids[4];
    const decided: JobId[] = [];
    const onFailed = vi.fn();
    const consumer = start(
      async (commands) => {
        if (commands.some((command) => command.jobId === poison)) throw new Error('poison');
        decided.push(...commands.map((command) => command.jobId));
        return answerAll(commands);
      },
      { onFailed },
    );
    const jobs = await untilFinal(ids, consumer);
    expect(onFailed).toHaveBeenCalledTimes(1);
    expect(decided).toEqual(ids.filter((id) => id !== poison));
    expect(jobs.map((job) => job?.status === 'failed')).toEqual(ids.map((id) => id === poison));
  });

  it('decides other commands while some wait, and then decides those in the order of acceptance', async () => {
    const { decide, decided, warm } = leavingCold();
    const submitted = (seats: readonly number[]) =>
      seats.reduce<Promise<JobId[]>>(
        async (ids, seat) => [...(await ids), await submit(seat)],
        Promise.resolve([]),
      );
    const cold = await submitted([COLD, COLD]);
    const others = await submitted([1, 2]);
    const consumer = start(decide);
    await vi.waitFor(() => expect(decided).toEqual(others));
    cold.push(...(await submitted([COLD])));
    const late = await submitted([3]);
    await vi.waitFor(() => expect(decided).toEqual([...others, ...late]));
    expect((await queue.peek(9)).map((job) => job.id)).toEqual(cold);
    warm();
    await untilFinal([...cold, ...others, ...late], consumer);
    expect(decided).toEqual([...others, ...late, ...cold]);
  });

  it('leaves undecided commands to its successor, oldest first', async () => {
    const cold = [await submit(COLD), await submit(COLD)];
    const other = await submit(1);
    const { decide, decided } = leavingCold();
    const first = start(decide);
    await vi.waitFor(() => expect(decided).toEqual([other]));
    await first.stop();
    const successor = leavingCold();
    successor.warm();
    await untilFinal(cold, start(successor.decide));
    expect(successor.decided).toEqual(cold);
  });

  it('decides nothing behind an undecided command while it searches for a failing one', async () => {
    const { decide, decided, warm } = leavingCold();
    const ids = [await submit(COLD), await submit(COLD), await submit(COLD), await submit(1)];
    let faults = 1;
    const consumer = start(async (commands) => {
      faults -= 1;
      if (faults === 0) throw new Error('poison');
      const answer = await decide(commands);
      warm();
      return answer;
    });
    await untilFinal(ids, consumer);
    expect(decided).toEqual(ids);
  });

  it('stops reading behind very many waiting commands, and decides all of them in order', async () => {
    const { decide, decided, warm } = leavingCold();
    const cold: JobId[] = [];
    for (let n = 0; n < 1_300; n += 1) cold.push(await submit(COLD));
    const other = await submit(1);
    let most = 0;
    const consumer = start((commands) => {
      most = Math.max(most, commands.length);
      return decide(commands);
    });
    await vi.waitFor(() => expect(most).toBe(1_024), { timeout: 10_000 });
    warm();
    await untilFinal([...cold, other], consumer);
    expect(decided).toEqual([...cold, other]);
  });

  it('tries a batch again in place after a transient fault, so that order stays', async () => {
    const ids = [await submit(1), await submit(2)];
    let faults = 3;
    const onRetry = vi.fn();
    const decided: JobId[] = [];
    const consumer = start(
      async (commands) => {
        faults -= 1;
        if (faults >= 0) throw new Error('away');
        decided.push(...commands.map((command) => command.jobId));
        return answerAll(commands);
      },
      { kindOf: () => 'passing', onRetry },
    );
    await untilFinal(ids, consumer);
    expect(decided).toEqual(ids);
    expect(onRetry).toHaveBeenCalledTimes(3);
  });

  it('changes nothing once it has lost the right to decide', async () => {
    const id = await submit();
    let lost = false;
    const consumer = start(
      async () => {
        lost = true;
        throw new Error('session ended');
      },
      { kindOf: () => 'session', isLost: () => lost },
    );
    await consumer.ended;
    expect((await queue.peek(256)).map((job) => job.id)).toEqual([id]);
    expect((await reader.findJob(id))?.status).toBe('queued');
  });

  it('ends without an error when it loses the right to decide and its connection while it waits for work', async () => {
    const own = openPatientRedis({ url: server.url, name: 'test', onError: () => {} });
    queue = openOrderedQueue(redis, own, keys, bull.name);
    let lost = false;
    const consumer = start(answerAll, { isLost: () => lost });
    const clientId = await own.client('ID');
    await vi.waitFor(async () => {
      expect(await redis.client('LIST', 'ID', clientId)).toContain('cmd=bzpopmin');
    });
    lost = true;
    own.disconnect();
    await expect(consumer.ended).resolves.toBeUndefined();
  });
});

describe('the producer', () => {
  it('answers the same key with the same job, and another body with a refusal', async () => {
    const submission: Submission<'reservation.hold'> = {
      name: 'reservation.hold',
      accountId: 'usr_1',
      route: 'POST /v1/reservations',
      idempotencyKey: 'same',
      fingerprint: 'a',
      requestId: 'r',
      acceptedAt: new Date(),
      payload: {
        concertId: CONCERT,
        performanceId: 'prf_1',
        queueToken: null,
        request: { seatNumbers: [1] },
      },
    };
    const first = await producer.accept(submission);
    expect(first.kind).toBe('accepted');
    expect(await producer.accept(submission)).toEqual({ ...first, kind: 'replayed' });
    expect(await producer.accept({ ...submission, fingerprint: 'b' })).toEqual({ kind: 'key_reused' });
    expect((await producer.accept({ ...submission, accountId: 'usr_2' })).kind).toBe('accepted');
    expect(await bull.getWaitingCount()).toBe(2);
  });

  it('gives a key the same job id even after Redis was emptied', async () => {
    const submission = {
      name: 'wallet.top-up',
      accountId: 'usr_1',
      route: 'POST /v1/wallet/top-ups',
      idempotencyKey: 'remembered',
      fingerprint: 'a',
      requestId: 'r',
      acceptedAt: new Date(),
      payload: { amount: 1_000, orderId: 'order-1', paymentKey: 'k' },
    } as const;
    const first = await producer.accept(submission);
    const forgotten = await redis.keys(`${server.prefix}:*`);
    await redis.del(...forgotten);
    expect(await producer.accept(submission)).toEqual(first);
  });
});
