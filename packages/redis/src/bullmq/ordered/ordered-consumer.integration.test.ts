import type { Job } from '@concert-mania/core/jobs/model';
import { heldAs } from '@concert-mania/core/jobs/testing/sample-outcomes';
import type { JobId } from '@concert-mania/core/shared/ids';
import { describe, expect, it, vi } from 'vitest';
import { openPatientRedis } from '../../connection/connection.ts';
import { openOrderedQueue } from './ordered-queue.ts';
import {
  answerAll,
  answers,
  bull,
  COLD,
  DECIDED_AT,
  keys,
  leavingCold,
  otherReplica,
  queue,
  reader,
  redis,
  server,
  start,
  submit,
  untilFinal,
} from './testing/queue.ts';

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
    let lost = false;
    const consumer = start(answerAll, {
      queue: openOrderedQueue(redis, own, keys, bull.name),
      isLost: () => lost,
    });
    const clientId = await own.client('ID');
    await vi.waitFor(async () => {
      expect(await redis.client('LIST', 'ID', clientId)).toContain('cmd=bzpopmin');
    });
    lost = true;
    own.disconnect();
    await expect(consumer.ended).resolves.toBeUndefined();
  });
});
