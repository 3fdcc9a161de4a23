import type { Submission } from '@concert-mania/core/jobs/ports';
import { heldAs } from '@concert-mania/core/jobs/testing/sample-outcomes';
import type { JobId } from '@concert-mania/core/shared/ids';
import { succeeded } from '@concert-mania/core/shared/outcome';
import { describe, expect, it, vi } from 'vitest';
import { FINISHED_JOB_SECONDS, FINISHED_JOBS_PER_QUEUE } from '../producer.ts';
import { consumerName } from './ordered-queue.ts';
import {
  answerAll,
  blocking,
  bull,
  CONCERT,
  DECIDED_AT,
  keys,
  lines,
  log,
  producer,
  queue,
  reader,
  redis,
  server,
  start,
  submit,
  untilFinal,
} from './testing/queue.ts';

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
    await vi.waitFor(() =>
      expect([lines.info, log.error].every((write) => write.mock.calls.length > 0)).toBe(true),
    );
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
