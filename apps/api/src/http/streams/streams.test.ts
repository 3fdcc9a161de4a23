import type { Job } from '@concert-mania/core/jobs/model';
import { ok } from '@concert-mania/core/shared/result';
import type { StopSignal } from '@concert-mania/core/shared/stop-signal';
import { describe, expect, it, vi } from 'vitest';
import { makeApp } from '../../app.ts';
import type { ApiDeps } from '../../ports.ts';
import { FAN, fakeDeps, NOW, OTHER_FAN, QUEUE_TOKEN } from '../../testing/fake-deps.ts';
import { makePlaces } from './places.ts';

const MOST = 12;
const MOST_PER_OWNER = 3;
const JOB: Job = {
  id: 'job_1',
  type: 'reservation.hold',
  accountId: 'usr_fan',
  status: 'queued',
  createdAt: NOW,
  finishedAt: null,
  outcome: null,
};
const PLACE = {
  token: QUEUE_TOKEN,
  concertId: 'con_1',
  sequence: 7,
  status: 'waiting',
  position: 7,
  ahead: 6,
  estimatedWaitSeconds: 60,
  pollAfterMs: 5_000,
  expiresAt: null,
  opensAt: null,
};
const SEATS = '/v1/performances/prf_1/seats/events';
const STREAMS = [
  [SEATS, 'public'],
  ['/v1/jobs/job_1/events', 'signed_in'],
  ['/v1/concerts/con_1/queue/events', 'signed_in'],
] as const;

const untilAborted = (signal?: StopSignal) =>
  new Promise<void>((resolve) => {
    if (signal === undefined || signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve());
  });

/** An API with few places, in which seats, jobs and places do not change. */
function quietApi(given: Partial<ApiDeps> = {}) {
  const pot = () => makePlaces({ most: MOST, mostPerOwner: MOST_PER_OWNER });
  const places = { public: pot(), signed_in: pot(), long_poll: pot() };
  const waits: number[] = [];
  const guards = {
    ...fakeDeps().guards,
    clientAddressOf: (_: unknown, h: { forwardedFor?: string }) => h.forwardedFor ?? '192.0.2.1',
  };
  const app = makeApp(
    fakeDeps({
      places,
      guards,
      catalogue: {
        live: {
          read: async () => ({ version: 1, availability: 'A' }),
          subscribe: async () => () => undefined,
        },
      } as unknown as ApiDeps['catalogue'],
      findJob: async ({ waitMs, signal }) => {
        waits.push(waitMs);
        if (waitMs > 0) await untilAborted(signal);
        return JOB;
      },
      waitingRoom: {
        readPlace: async ({ waitMs, signal }: { waitMs: number; signal?: StopSignal }) => {
          waits.push(waitMs);
          if (waitMs > 0) await untilAborted(signal);
          return ok(PLACE);
        },
      } as unknown as ApiDeps['waitingRoom'],
      ...given,
    }),
  );
  const ask = (path: string, init: RequestInit & { from?: string; token?: string } = {}) =>
    app.request(path, {
      ...init,
      headers: {
        authorization: `Bearer ${init.token ?? FAN}`,
        'queue-token': QUEUE_TOKEN,
        ...(init.from && { 'x-forwarded-for': init.from }),
        ...init.headers,
      },
    });
  return { app, places, waits, ask };
}
type Api = ReturnType<typeof quietApi>;

describe.each(STREAMS)('a stream of %s', (path, pot) => {
  it('takes no place for a HEAD request, which is answered at once with the headers of the stream', async () => {
    const { ask, places } = quietApi();
    for (let n = 0; n < 3 * MOST; n += 1) {
      const { status, headers, body } = await ask(path, { method: 'HEAD' });
      expect([status, headers.get('content-type'), body]).toEqual([200, 'text/event-stream', null]);
    }
    expect(places[pot].taken).toBe(0);
    expect((await ask(path)).status).toBe(200);
  });

  it('frees its place as soon as its client leaves', async () => {
    const { ask, places } = quietApi();
    for (let n = 0; n < 3 * MOST; n += 1) {
      const stream = await ask(path);
      expect([stream.status, places[pot].taken]).toEqual([200, 1]);
      await stream.body?.cancel();
      await vi.waitFor(() => expect(places[pot].taken).toBe(0));
    }
  });

  it('sends a random reconnect time, and is not stored or changed by proxies', async () => {
    const { ask } = quietApi();
    const stream = await ask(path);
    expect(stream.headers.get('cache-control')).toBe('no-store, no-transform');
    const reader = stream.body?.getReader();
    const first = new TextDecoder().decode((await reader?.read())?.value);
    expect(first).toBe('retry: 6000\n\n');
    await reader?.cancel();
  });

  it("is refused beyond its owner's limit, without using the places of others", async () => {
    const { ask, places } = quietApi();
    for (let n = 0; n < MOST_PER_OWNER; n += 1) expect((await ask(path)).status).toBe(200);
    const refused = await ask(path);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10']);
    expect(refused.headers.get('ratelimit')).toMatch(/"streams";r=0;t=10$/);
    expect(await refused.json()).toMatchObject({ code: 'too_many_streams' });
    const other = await ask(path, pot === 'public' ? { from: '192.0.2.2' } : { token: OTHER_FAN });
    expect(other.status).toBe(200);
    expect(places[pot].refused).toBe(1);
  });
});

it('signed-in fans get a stream when the public has used up its places', async () => {
  const { ask, places } = quietApi();
  for (let n = 0; n < MOST; n += 1) expect((await ask(SEATS, { from: `192.0.2.${n}` })).status).toBe(200);
  const full = await ask(SEATS, { from: '198.51.100.1' });
  expect([full.status, await full.json()]).toMatchObject([503, { code: 'busy' }]);
  expect((await ask('/v1/jobs/job_1/events')).status).toBe(200);
  expect(places.public.taken).toBe(MOST);
});

const ACCEPT = {
  method: 'POST',
  headers: { 'content-type': 'application/json', 'idempotency-key': 'k', prefer: 'wait=20' },
  body: JSON.stringify({ performanceId: 'prf_1', seatNumbers: [1] }),
};
const POLLS: readonly (readonly [string, RequestInit])[] = [
  ['/v1/jobs/job_1?wait=20', {}],
  ['/v1/concerts/con_1/queue?wait=20', {}],
  ['/v1/reservations', ACCEPT],
];
const polling = () => quietApi({ passes: { isActive: async () => true } });
const poll = ({ ask }: Api, [path, init]: (typeof POLLS)[number], signal?: AbortSignal) =>
  ask(path, { ...init, ...(signal && { signal }) });

describe.each(POLLS)('a wait for %s', (...request) => {
  it('ends as soon as its client leaves', async () => {
    const api = polling();
    const leaving = new AbortController();
    const answer = poll(api, request, leaving.signal);
    await vi.waitFor(() => expect([api.places.long_poll.taken, api.waits.at(-1)]).toEqual([1, 20_000]));
    leaving.abort();
    await answer;
    expect(api.places.long_poll.taken).toBe(0);
  });

  it("beyond the account's limit is answered at once", async () => {
    const api = polling();
    const leaving = new AbortController();
    const waiting = Array.from({ length: MOST_PER_OWNER }, () => poll(api, request, leaving.signal));
    await vi.waitFor(() => expect(api.places.long_poll.taken).toBe(MOST_PER_OWNER));
    const atOnce = await poll(api, request);
    expect([200, 202]).toContain(atOnce.status);
    expect(atOnce.headers.get('preference-applied')).toBeNull();
    leaving.abort();
    await Promise.all(waiting);
  });
});

it.each(POLLS.slice(0, 2))('a HEAD request for %s does not wait', async (...request) => {
  const api = polling();
  expect((await poll(api, [request[0], { method: 'HEAD' }])).status).toBe(200);
  expect(api.waits).toEqual([0]);
});
