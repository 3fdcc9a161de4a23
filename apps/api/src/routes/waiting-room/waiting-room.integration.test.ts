import { randomUUID } from 'node:crypto';
import { cacheConcertSettings } from '@concert-mania/core/catalogue/cached-lookups';
import type { ConcertSettings } from '@concert-mania/core/catalogue/ports';
import { makeKeys } from '@concert-mania/redis/keys';
import { makePlaceChanges } from '@concert-mania/redis/waiting-room/changes';
import { makeWaitingRoom } from '@concert-mania/redis/waiting-room/waiting-room';
import { openRedisForTest } from '@concert-mania/testkit/servers/open-connections';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { makeApp } from '../../app.ts';
import { FAN, fakeDeps, OTHER_FAN } from '../../testing/fake-deps.ts';
import { makeWaitingRoomDeps } from './make-waiting-room-deps.ts';

const server = testRedis();
const keys = makeKeys(server.prefix);
const redis = openRedisForTest(server);
const base: ConcertSettings = {
  id: 'con_',
  waitingRoomEnabled: true,
  maxActive: 1,
  admitPerSecond: 1_000,
  passSeconds: 600,
  claimSeconds: 60,
  preOpenOrder: 'arrival',
  sales: [{ opensAt: new Date(0), closesAt: new Date('2999-01-01T00:00:00Z'), soldOut: false }],
  readAt: new Date(),
  published: true,
  paused: false,
};
/** So many fans ahead that the next poll is due after the test's timeout. */
const FANS_AHEAD = 4_500;
const PATIENCE_MS = 20_000;
let concerts = 0;
let settings = base;
let lookups = 0;
const ensured: string[] = [];

beforeEach(() => {
  concerts += 1;
  settings = { ...base, id: `con_${concerts}` };
  lookups = 0;
});

/** A replica of the API with its own connections. */
function startReplica() {
  const rooms = makeWaitingRoom(openRedisForTest(server), keys);
  const waitingRoom = makeWaitingRoomDeps({
    concerts: cacheConcertSettings(
      {
        find: async (id) => {
          lookups += 1;
          return id === settings.id ? settings : null;
        },
      },
      () => performance.now(),
    ),
    rooms,
    schedule: { ensure: async (id) => void ensured.push(id), remove: async () => {} },
    changes: makePlaceChanges(openRedisForTest(server), keys),
  });
  const app = makeApp(fakeDeps({ waitingRoom }));
  const queue = (method: string, account: string, options: { token?: string; path?: string } = {}) =>
    app.request(`/v1/concerts/${settings.id}/queue${options.path ?? ''}`, {
      method,
      headers: {
        authorization: `Bearer ${account}`,
        ...(options.token && { 'queue-token': options.token }),
      },
    });
  const enqueue = (accountId: string) =>
    rooms.join({ concertId: settings.id, accountId, token: randomUUID(), rules: settings });
  return { app, queue, enqueue, admit: () => rooms.admit(settings.id, settings) };
}
const first = startReplica();
const second = startReplica();

async function join(account: string, replica = first) {
  const response = await replica.queue('POST', account);
  const place = (await response.json()) as Record<string, unknown>;
  return { status: response.status, place, token: String(place.token) };
}
const codeOf = async (response: Response) => [
  response.status,
  ((await response.json()) as { readonly code: string }).code,
];

/** The places of an event stream. */
async function* placesOf(response: Response): AsyncGenerator<Record<string, unknown>> {
  if (!response.body) throw new Error('the answer has no body');
  let text = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const event = text.slice(0, end);
      text = text.slice(end + 2);
      if (event.startsWith('event: place\n')) yield JSON.parse(event.split('data: ')[1] ?? '');
    }
  }
}

describe('joining', () => {
  it('answers 201 with a place, then 200 with the same one from any replica', async () => {
    const joined = await join(FAN);
    expect(joined.status).toBe(201);
    expect(joined.place).toEqual({
      token: expect.stringMatching(/^[0-9a-f-]{36}$/),
      concertId: settings.id,
      sequence: 1,
      status: 'waiting',
      position: 1,
      ahead: 0,
      estimatedWaitSeconds: null,
      pollAfterMs: expect.any(Number),
      expiresAt: null,
    });
    const again = await join(FAN, second);
    expect([again.status, again.token]).toEqual([200, joined.token]);
    expect((await join(OTHER_FAN, second)).place).toMatchObject({ sequence: 2, ahead: 1 });
    expect(ensured.filter((id) => id === settings.id)).toHaveLength(1);
  });

  it('needs an account and a published concert', async () => {
    expect((await first.queue('POST', 'unknown-token')).status).toBe(401);
    settings = { ...settings, published: false };
    expect(await codeOf(await first.queue('POST', FAN))).toEqual([404, 'concert_not_found']);
  });

  it('admits at once where the concert has no waiting room, and asks for no token', async () => {
    settings = { ...settings, waitingRoomEnabled: false };
    expect(await join(FAN)).toMatchObject({ status: 201, place: { status: 'admitted', expiresAt: null } });
    expect((await first.queue('GET', FAN)).status).toBe(200);
    expect((await first.queue('DELETE', FAN)).status).toBe(204);
  });
});

describe('reading a place', () => {
  it('reads a concert from the database once for any number of polls', async () => {
    const { token } = await join(FAN);
    await Promise.all(Array.from({ length: 200 }, () => first.queue('GET', FAN, { token })));
    expect(lookups).toBe(1);
  });

  it('is 404 without a token, with another fan’s and with an invalid one', async () => {
    const { token } = await join(FAN);
    const notFound = [404, 'queue_token_not_found'];
    expect(await codeOf(await first.queue('GET', FAN))).toEqual(notFound);
    expect(await codeOf(await first.queue('GET', OTHER_FAN, { token }))).toEqual(notFound);
    expect(await codeOf(await first.queue('GET', FAN, { token: 'no-token' }))).toEqual(notFound);
    expect(await codeOf(await first.queue('GET', OTHER_FAN, { token, path: '/events' }))).toEqual(notFound);
  });

  it('waits for the admission, which another process decides', async () => {
    const { token } = await join(FAN);
    const answer = first.queue('GET', FAN, { token, path: '?wait=30' });
    await vi.waitFor(async () => {
      const channel = keys.waitingRoomChannel(settings.id);
      expect(await redis.pubsub('NUMSUB', channel)).toEqual([channel, 1]);
    });
    await second.admit();
    expect(await (await answer).json()).toMatchObject({
      status: 'admitted',
      expiresAt: expect.stringMatching(/Z$/),
    });
  });

  it('also waits for the opening, where the order of arrival is kept', async () => {
    const [sale] = settings.sales;
    if (!sale) throw new Error('no sale');
    const later = { opensAt: new Date('2998-01-01T00:00:00Z'), closesAt: new Date('2999-01-01T00:00:00Z') };
    settings = { ...settings, sales: [{ ...sale, ...later }] };
    await join(FAN);
    const { token, place } = await join(OTHER_FAN);
    expect(place).toMatchObject({ status: 'pre_open', ahead: 1, opensAt: '2998-01-01T00:00:00.000Z' });
    const answer = first.queue('GET', OTHER_FAN, { token, path: '?wait=30' });
    await vi.waitFor(async () => {
      const channel = keys.waitingRoomChannel(settings.id);
      expect(await redis.pubsub('NUMSUB', channel)).toEqual([channel, 1]);
    });
    settings = { ...settings, sales: [sale] };
    await second.admit();
    expect(await (await answer).json()).toMatchObject({ status: 'waiting', ahead: 0 });
  });

  it.each(['0', '31', 'x'])('refuses to wait for %j seconds', async (wait) => {
    expect((await first.queue('GET', FAN, { path: `?wait=${wait}` })).status).toBe(400);
  });

  it(
    'streams the place now and the admission as it happens, long before the next poll',
    async () => {
      const room = { maxActive: FANS_AHEAD + 1, admitPerSecond: 100_000, claimSeconds: 600 };
      settings = { ...settings, ...room };
      await Promise.all(Array.from({ length: FANS_AHEAD }, (_, n) => first.enqueue(`usr_ahead_${n}`)));
      const { token } = await join(FAN);
      const places = placesOf(await first.queue('GET', FAN, { token, path: '/events' }));
      const now = (await places.next()).value ?? {};
      expect(now).toMatchObject({ status: 'waiting', ahead: FANS_AHEAD });
      expect(now.pollAfterMs).toBeGreaterThan(1.5 * PATIENCE_MS);
      const next = places.next();
      while ((await second.admit()).waiting > 0);
      expect((await next).value).toMatchObject({ status: 'admitted' });
      await places.return(undefined);
    },
    PATIENCE_MS,
  );
});

describe('leaving', () => {
  it('gives the place back once, and only for its owner', async () => {
    const { token } = await join(FAN);
    await join(OTHER_FAN);
    const notFound = [404, 'queue_token_not_found'];
    expect(await codeOf(await first.queue('DELETE', OTHER_FAN, { token }))).toEqual(notFound);
    expect((await first.queue('DELETE', FAN, { token })).status).toBe(204);
    expect(await codeOf(await second.queue('DELETE', FAN, { token }))).toEqual(notFound);
    expect((await join(OTHER_FAN)).place).toMatchObject({ ahead: 0 });
  });
});

describe('a sale that is over', () => {
  it.each([
    ['has closed', { closesAt: new Date(1_000) }, 'sale_closed', 'closed'],
    ['is sold out', { soldOut: true }, 'sold_out', 'sold_out'],
  ])('and %s refuses joins, and the serving page says so', async (_, end, code, status) => {
    const [sale] = settings.sales;
    if (!sale) throw new Error('no sale');
    settings = { ...settings, sales: [{ ...sale, ...end }] };
    const refused = await first.queue('POST', FAN);
    expect([refused.status, await refused.json()]).toEqual([409, expect.objectContaining({ code })]);
    const serving = await first.queue('GET', FAN, { path: '/serving' });
    expect(await serving.json()).toMatchObject({ status });
    settings = { ...settings, waitingRoomEnabled: false, readAt: new Date() };
    expect((await second.queue('POST', FAN)).status).toBe(409);
  });

  it('notifies a waiting fan and ends the stream', async () => {
    const { token } = await join(FAN);
    const [sale] = settings.sales;
    if (!sale) throw new Error('no sale');
    settings = { ...settings, sales: [{ ...sale, closesAt: new Date(1_000) }] };
    const place = await second.queue('GET', FAN, { token });
    expect([place.status, await place.json()]).toEqual([
      200,
      expect.objectContaining({ status: 'expired', reason: 'sale_closed' }),
    ]);
    const events = await (await second.queue('GET', FAN, { token, path: '/events' })).text();
    expect(events.match(/^event: place$/gm)).toHaveLength(1);
    expect(events).toContain('"reason":"sale_closed"');
  });
});

describe('the serving page', () => {
  it('is public, cacheable for a second, and 304 if unchanged', async () => {
    await join(FAN);
    await first.admit();
    await join(OTHER_FAN);
    const path = `/v1/concerts/${settings.id}/queue/serving`;
    const response = await first.app.request(path);
    expect(response.headers.get('cache-control')).toBe('public, max-age=1');
    const etag = response.headers.get('etag') ?? '';
    expect(await response.json()).toEqual({
      status: 'open',
      servingSequence: 1,
      waiting: 1,
      active: 1,
      admissionRatePerSecond: expect.any(Number),
      paused: false,
      shuffle: null,
    });
    const current = await first.app.request(path, { headers: { 'if-none-match': etag } });
    expect(current.status).toBe(304);
    expect((await first.app.request('/v1/concerts/con_none/queue/serving')).status).toBe(404);
  });
});
