import { endJob } from '@concert-mania/core/jobs/stored-job';
import { heldAs } from '@concert-mania/core/jobs/testing/sample-outcomes';
import { openTracing } from '@concert-mania/runtime/tracing/open-tracing';
import { activeTraceparent } from '@concert-mania/runtime/tracing/trace-context';
import { traceSettings } from '@concert-mania/runtime/tracing/trace-settings';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeApp } from '../app.ts';
import type { App } from '../http/add-route.ts';
import { FAN, fakeDeps, fakeQueue, NOW, OTHER_FAN, QUEUE_TOKEN } from '../testing/fake-deps.ts';

const HOLD = { performanceId: 'prf_1', seatNumbers: [1, 2] };

let commands: ReturnType<typeof fakeQueue>;
let admitted: boolean;
let app: App;

beforeEach(() => {
  commands = fakeQueue();
  admitted = true;
  app = makeApp(
    fakeDeps({
      commands: commands.queue,
      passes: { isActive: async () => admitted },
      findJob: async ({ jobId }) => commands.jobs().find((job) => job.id === jobId) ?? null,
    }),
  );
});

const hold = (body: unknown, headers: Record<string, string> = {}) =>
  app.request('/v1/reservations', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${FAN}`,
      'content-type': 'application/json',
      'idempotency-key': 'key-1',
      'queue-token': QUEUE_TOKEN,
      ...headers,
    },
    body: JSON.stringify(body),
  });

describe('a command', () => {
  it.each([
    ['continues the trace of the client', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, true],
    ['ignores a malformed traceparent', `00-${'a'.repeat(32)}-${'0'.repeat(16)}-01`, false],
  ])('%s', async (_, traceparent, isContinued) => {
    await openTracing(traceSettings.parse({}), 'test', () => undefined);
    const seen: unknown[] = [];
    const { queue } = commands;
    const accept: typeof queue.accept = (submission) => {
      seen.push(activeTraceparent());
      return queue.accept(submission);
    };
    app = makeApp(fakeDeps({ commands: { ...queue, accept }, passes: { isActive: async () => true } }));
    expect((await hold(HOLD, { traceparent })).status).toBe(202);
    expect(seen).toEqual([isContinued ? traceparent : undefined]);
  });

  it('is answered 202 with its job and where to find it, once it is in the queue', async () => {
    const response = await hold(HOLD, { 'x-request-id': 'r-1' });
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe('/v1/jobs/job_h00');
    expect(response.headers.get('retry-after')).toBe('1');
    expect(response.headers.get('idempotent-replayed')).toBeNull();
    expect(await response.json()).toEqual({
      id: 'job_h00',
      type: 'reservation.hold',
      status: 'queued',
      createdAt: NOW.toISOString(),
      finishedAt: null,
      result: null,
      error: null,
    });
    expect(commands.submissions()).toMatchObject([
      {
        name: 'reservation.hold',
        accountId: 'usr_fan',
        route: 'POST /v1/reservations',
        idempotencyKey: 'key-1',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        payload: {
          concertId: 'con_1',
          performanceId: 'prf_1',
          queueToken: QUEUE_TOKEN,
          request: { seatNumbers: [1, 2] },
        },
      },
    ]);
  });

  it('is answered with the final job by a client that prefers to wait, and says so', async () => {
    const waits: number[] = [];
    app = makeApp(
      fakeDeps({
        commands: commands.queue,
        passes: { isActive: async () => true },
        findJob: async ({ jobId, waitMs }) => {
          waits.push(waitMs);
          const [job] = commands.jobs().filter((each) => each.id === jobId);
          return job ? endJob(job, NOW, heldAs('res_1')) : null;
        },
      }),
    );
    const response = await hold(HOLD, { prefer: 'respond-async, wait=5' });
    expect(response.status).toBe(202);
    expect(response.headers.get('preference-applied')).toBe('wait=5');
    expect(await response.json()).toMatchObject({
      id: 'job_h00',
      status: 'succeeded',
      result: { reservation: { id: 'res_1' } },
    });
    expect(waits).toEqual([5_000]);
  });

  it('is the same job for the same key and body, quoted or bare, in any order of members', async () => {
    await hold(HOLD);
    const again = await hold(
      { seatNumbers: [1, 2], performanceId: 'prf_1' },
      { 'idempotency-key': '"key-1"' },
    );
    expect(again.status).toBe(202);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await again.json()).toMatchObject({ id: 'job_h00' });
    expect(commands.submissions()).toHaveLength(1);
  });

  it('counts what is left out as what it stands for', async () => {
    await hold({ performanceId: 'prf_1', bestAvailable: { quantity: 2 } });
    const again = await hold({ performanceId: 'prf_1', bestAvailable: { quantity: 2, adjacent: true } });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
  });

  it('is refused when its key was used for another body', async () => {
    await hold(HOLD);
    const other = await hold({ ...HOLD, seatNumbers: [3] });
    expect(other.status).toBe(422);
    expect(await other.json()).toMatchObject({ code: 'idempotency_key_reused' });
    expect(commands.submissions()).toHaveLength(1);
  });

  it("is not mixed up with another account's command of the same key", async () => {
    await hold(HOLD);
    const other = await hold({ ...HOLD, seatNumbers: [3] }, { authorization: `Bearer ${OTHER_FAN}` });
    expect(other.status).toBe(202);
    expect(commands.submissions()).toHaveLength(2);
  });

  it('still returns its job while the concert is paused, and a new one is refused', async () => {
    let paused = false;
    const { performances, ...given } = fakeDeps({
      commands: commands.queue,
      passes: { isActive: async () => true },
      findJob: async ({ jobId }) => commands.jobs().find((job) => job.id === jobId) ?? null,
    });
    const find: typeof performances.find = async (id) => {
      const found = await performances.find(id);
      return found && { ...found, paused };
    };
    app = makeApp({ ...given, performances: { find } });
    expect((await hold(HOLD)).status).toBe(202);
    paused = true;
    expect((await hold(HOLD)).headers.get('idempotent-replayed')).toBe('true');
    const refused = await hold(HOLD, { 'idempotency-key': 'key-2' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '60']);
    expect(await refused.json()).toMatchObject({ code: 'sale_paused' });
  });

  it('still returns its job after the pass has ended, while a new one is refused', async () => {
    await hold(HOLD);
    admitted = false;
    expect((await hold(HOLD)).headers.get('idempotent-replayed')).toBe('true');
    expect((await hold(HOLD, { 'idempotency-key': 'key-2' })).status).toBe(403);
    expect(commands.submissions()).toHaveLength(1);
  });

  it('needs no queue token where the concert has no waiting room', async () => {
    const find = async (id: string) => {
      const found = await fakeDeps().performances.find(id);
      return found && { ...found, waitingRoomEnabled: false };
    };
    app = makeApp(fakeDeps({ commands: commands.queue, performances: { find } }));
    expect((await hold(HOLD, { 'queue-token': '' })).status).toBe(202);
    expect(commands.submissions()).toMatchObject([{ payload: { queueToken: null } }]);
  });
});
