import type { Job } from '@concert-mania/core/jobs/model';
import { ENVELOPE_VERSION } from '@concert-mania/core/shared/command-envelope';
import type { JobId } from '@concert-mania/core/shared/ids';
import { startTcpProxy } from '@concert-mania/testkit/servers/tcp-proxy';
import { ReplyError } from 'ioredis';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { makeJobSecrets } from '../job-secrets.ts';
import { type OrderedQueue, openOrderedQueue } from './ordered-queue.ts';
import {
  answers,
  bull,
  counts,
  deciding,
  health,
  keys,
  NEW,
  OLD,
  type Options,
  open,
  Poison,
  queue,
  reader,
  redis,
  server,
  start,
  submit,
  submitMany,
  submitThrough,
  waitFor,
  waiting,
} from './testing/faulty-queue.ts';

describe('a fault without a failing command', () => {
  it.each([
    ['25006', Object.assign(new Error('read-only'), { code: '25006' })],
    ['42703', Object.assign(new Error('no such column'), { code: '42703' })],
    ['a reply of Redis', new ReplyError('BUSY Redis is busy running a script')],
    ['an unknown error', new TypeError('undefined is not a function')],
  ])(
    'fails no accepted command and keeps their order, even if it outlasts the search for a failing one: %s',
    async (_, fault) => {
      const ids = await submitMany(8);
      let faults = 5;
      const { decide, decided } = deciding(() => {
        faults -= 1;
        if (faults >= 0) throw fault;
      });
      const onFailed = vi.fn();
      start(decide, { onFailed });
      await waitFor(async () => expect(await counts()).toEqual({ wait: 0, completed: 8, failed: 0 }));
      expect(decided).toEqual(ids);
      expect(onFailed).not.toHaveBeenCalled();
    },
  );

  it('of the session ends the consumer; the next one decides in the same order', async () => {
    const ids = await submitMany(40);
    let isLost = false;
    const { decide, decided } = deciding(() => {
      if (!isLost) throw Object.assign(new Error('cached plan'), { code: '0A000' });
    });
    const giveUp = vi.fn(async () => {
      isLost = true;
    });
    const session: Partial<Options> = { kindOf: () => 'session', isLost: () => isLost, giveUp };
    await start(decide, session).ended;
    expect(giveUp).toHaveBeenCalledTimes(1);
    expect(await waiting()).toEqual(ids);
    start(decide);
    await waitFor(async () => expect((await counts()).completed).toBe(40));
    expect(decided).toEqual(ids);
  });

  it('while reading or acknowledging leaves the consumer running; decided commands keep their outcomes', async () => {
    const ids = await submitMany(3);
    const { decide } = deciding();
    let faults = 4;
    const failing = <T>(work: () => Promise<T>) => {
      faults -= 1;
      return faults >= 0 && faults % 2 === 0 ? Promise.reject(new ReplyError('OOM')) : work();
    };
    const shaky: OrderedQueue = {
      ...queue,
      peek: (...args) => failing(() => queue.peek(...args)),
      acknowledge: (jobs) => failing(() => queue.acknowledge(jobs)),
    };
    start(decide, { queue: shaky });
    await waitFor(async () => expect(await counts()).toEqual({ wait: 0, completed: ids.length, failed: 0 }));
  });
});

describe('commands that cannot be decided', () => {
  const poisoned = async (poison: number) => {
    const before = await submit();
    const bad = await submitMany(poison);
    const after = await submitMany(3);
    return { before, bad, after };
  };

  it('fail up to three in a row; the next one and all behind it wait for an operator', async () => {
    const { before, bad, after } = await poisoned(5);
    const recorded: JobId[] = [];
    const { decide, decided } = deciding((ids) => {
      if (ids.some((id) => bad.includes(id))) throw new Poison();
    });
    start(decide, { recordFailed: async ({ jobId }) => void recorded.push(jobId) });
    await waitFor(() => expect(health.stuck()?.reason).toContain(bad[3]));
    expect(await waiting()).toEqual([...bad.slice(3), ...after]);
    expect(recorded).toEqual(bad.slice(0, 3));
    expect(decided).toEqual([before]);
  });

  it('are decided when a later attempt works, with all jobs behind them', async () => {
    const { before, bad, after } = await poisoned(5);
    let isBroken = true;
    const { decide, decided } = deciding((ids) => {
      if (isBroken && ids.some((id) => bad.includes(id))) throw new Poison();
    });
    start(decide);
    await waitFor(() => expect(health.stuck()).not.toBeNull());
    isBroken = false;
    await waitFor(async () => expect(await counts()).toEqual({ wait: 0, completed: 6, failed: 3 }));
    expect(decided).toEqual([before, ...bad.slice(3), ...after]);
    expect(health.stuck()).toBeNull();
  });

  it('all fail if an operator decided so', async () => {
    const { bad } = await poisoned(5);
    const { decide } = deciding((ids) => {
      if (ids.some((id) => bad.includes(id))) throw new Poison();
    });
    start(decide, { failUndecidable: true });
    await waitFor(async () => expect(await counts()).toEqual({ wait: 0, completed: 4, failed: 5 }));
  });

  it('are failed in limited number if they are malformed', async () => {
    for (let n = 0; n < 5; n += 1)
      await bull.add('reservation.hold', { nonsense: n }, { jobId: `made-${n}` });
    const after = await submit();
    start(deciding().decide);
    await waitFor(() => expect(health.stuck()?.reason).toContain('made-3'));
    expect(await waiting()).toEqual(['made-3', 'made-4', after]);
  });

  it('are reported at once to waiting clients', async () => {
    const id = await submit();
    const notified = new Promise<Job | null>((resolve) => answers.listen(id, resolve));
    start(
      deciding(() => {
        throw new Poison();
      }).decide,
    );
    expect(await notified).toMatchObject({
      id,
      status: 'failed',
      outcome: { error: { code: 'job_failed' } },
    });
    expect((await reader.findJob(id))?.status).toBe('failed');
  });
});

describe('a job that this process cannot read', () => {
  const TOKEN = '7d3f0a52-6f0a-4f43-9a4e-0d2f7f3c9b11';

  it('encrypted with an unknown secret stays with all jobs behind it, until a process can decrypt it', async () => {
    const before = await submit();
    const sealed = await submitThrough(makeJobSecrets([NEW, OLD]))(TOKEN);
    const after = await submit();
    const { decide, decided } = deciding();
    const tooOld = start(decide);
    await waitFor(() => expect(health.stuck()?.reason).toContain('sealed under key'));
    expect(health.stuck()?.reason).toContain(makeJobSecrets([NEW]).keyNames[0]);
    expect(await counts()).toEqual({ wait: 2, completed: 1, failed: 0 });
    await tooOld.stop();
    start(decide, { secrets: makeJobSecrets([OLD, NEW]) });
    await waitFor(async () => expect(await counts()).toEqual({ wait: 0, completed: 3, failed: 0 }));
    expect(decided).toEqual([before, sealed, after]);
  });

  const rewrite = async (id: JobId, change: (envelope: Record<string, unknown>) => object) => {
    const key = `${keys.queue(bull.name)}${id}`;
    const envelope = JSON.parse((await redis.hget(key, 'data')) ?? '') as Record<string, unknown>;
    await redis.hset(key, 'data', JSON.stringify(change(envelope)));
  };

  it.each([
    ['of a newer format', (envelope: object) => ({ ...envelope, version: ENVELOPE_VERSION + 1 })],
    [
      'with a request of a kind unknown here',
      (envelope: object) => ({ ...envelope, payload: { zones: [1] } }),
    ],
  ])('%s stays in place with all behind it', async (_, change) => {
    const id = await submit();
    await rewrite(id, change);
    const after = await submit();
    start(deciding().decide);
    await waitFor(() => expect(health.stuck()?.reason).toContain(id));
    expect(await waiting()).toEqual([id, after]);
  });

  it('does not include jobs with additional fields', async () => {
    const id = await submit();
    await rewrite(id, ({ payload, ...envelope }) => ({
      ...envelope,
      traceparent: '00-1',
      payload: { ...(payload as object), channel: 'app', request: { seatNumbers: [1], zone: 'A' } },
    }));
    start(deciding().decide);
    await waitFor(async () => expect((await counts()).completed).toBe(1));
  });
});

it('a blocking read on a connection gone silent ends, and later jobs are decided', async () => {
  const proxy = await startTcpProxy({ port: Number(new URL(server.url).port) });
  const ownBlocking = open(proxy.through(server.url));
  onTestFinished(async () => {
    ownBlocking.disconnect();
    await proxy.close();
  });
  start(deciding().decide, { queue: openOrderedQueue(redis, ownBlocking, keys, bull.name) });
  await ownBlocking.ping();
  proxy.silence();
  await submit();
  await waitFor(async () => expect((await counts()).completed).toBe(1));
});

it('keeps failed jobs in their queue for a week, up to a maximum number', async () => {
  const old = await submit();
  await queue.acknowledge([{ id: old, state: 'failed', reason: 'no use' }]);
  await redis.zadd(`${keys.queue(bull.name)}failed`, Date.now() - 8 * 24 * 60 * 60 * 1_000, old);
  const young = await submit();
  await queue.acknowledge([{ id: young, state: 'failed', reason: 'no use' }]);
  expect((await bull.getFailed()).map(({ id }) => id)).toEqual([young]);
  expect(await reader.findJob(old)).toBeNull();
});
