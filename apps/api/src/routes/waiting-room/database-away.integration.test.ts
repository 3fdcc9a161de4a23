import { randomUUID } from 'node:crypto';
import { cacheConcertSettings, cachePerformances } from '@concert-mania/core/catalogue/cached-lookups';
import { makeAdmitBatch } from '@concert-mania/core/waiting-room/admit-batch';
import {
  makeConcertSettingsLookup,
  makePerformanceLookup,
} from '@concert-mania/db/catalogue/catalogue-lookups';
import { isDatabaseUnavailable } from '@concert-mania/db/connection/availability';
import { DATABASE_DEFAULTS, openDatabase } from '@concert-mania/db/connection/database';
import { openDatabaseProbe } from '@concert-mania/db/connection/database-probe';
import { makeKeys } from '@concert-mania/redis/keys';
import { makePlaceChanges } from '@concert-mania/redis/waiting-room/changes';
import { makeRememberedSettings } from '@concert-mania/redis/waiting-room/remembered-settings';
import { makeWaitingRoom } from '@concert-mania/redis/waiting-room/waiting-room';
import { makeSale } from '@concert-mania/testkit/data/builders';
import { openForTest, openRedisForTest } from '@concert-mania/testkit/servers/open-connections';
import { startTcpProxy } from '@concert-mania/testkit/servers/tcp-proxy';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { makeApp } from '../../app.ts';
import { ADMIN, FAN, fakeDeps, OTHER_FAN } from '../../testing/fake-deps.ts';
import { makeWaitingRoomDeps } from './make-waiting-room-deps.ts';

const database = await testDatabase();
const direct = openForTest(database, 1);
const server = testRedis();
const redis = openRedisForTest(server);
const keys = makeKeys(server.prefix);
const proxy = await startTcpProxy({ port: Number(new URL(database.url).port) });
const ANSWER_MS = 900;
/** An answer during a database outage must not wait for the database. */
const AT_ONCE_MS = 600;
const nowMs = () => performance.now();
const ignore = () => undefined;
const closers: (() => Promise<unknown>)[] = [];
afterEach(() => proxy.heal());
afterAll(async () => {
  await Promise.all(closers.map((close) => close()));
  await proxy.close();
});

/** A replica of the API with empty caches. */
function startReplica() {
  const db = openDatabase({
    ...DATABASE_DEFAULTS,
    url: proxy.through(database.url),
    applicationName: 'test',
    poolSize: 3,
    connectTimeoutMs: ANSWER_MS,
    answerTimeoutMs: ANSWER_MS,
    onIdleError: ignore,
  });
  closers.push(db.close);
  const rooms = makeWaitingRoom(redis, keys);
  const isAway = isDatabaseUnavailable;
  const app = makeApp(
    fakeDeps({
      isUnavailable: isAway,
      passes: rooms,
      performances: cachePerformances(makePerformanceLookup(db), nowMs, undefined, { isAway }),
      waitingRoom: makeWaitingRoomDeps({
        concerts: cacheConcertSettings(makeConcertSettingsLookup(db), nowMs, undefined, {
          isAway,
          memory: makeRememberedSettings(redis, keys, nowMs),
        }),
        rooms,
        schedule: { ensure: async () => {}, remove: async () => {} },
        changes: makePlaceChanges(redis.duplicate(), keys),
      }),
    }),
  );
  const ask = async (
    method: string,
    path: string,
    account: string,
    more: { token?: string; body?: object } = {},
  ) => {
    const response = await app.request(path, {
      method,
      headers: {
        authorization: `Bearer ${account}`,
        'idempotency-key': randomUUID(),
        ...(more.body && { 'content-type': 'application/json' }),
        ...(more.token && { 'queue-token': more.token }),
      },
      ...(more.body && { body: JSON.stringify(more.body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return { db, rooms, ask };
}

/** Admits like an admission-worker whose database is behind the proxy too. */
function startWorker(replica: ReturnType<typeof startReplica>) {
  const probe = openDatabaseProbe(proxy.through(database.url), 'test');
  closers.push(probe.close);
  return makeAdmitBatch({
    concerts: makeConcertSettingsLookup(replica.db),
    admissions: replica.rooms,
    schedule: { ensure: async () => {}, remove: async () => {} },
    drawOrder: async () => false,
    canHold: () =>
      probe.check().then(
        () => true,
        () => false,
      ),
  });
}

it.each([
  ['frozen', () => proxy.silence({ newToo: true })],
  ['cut off', () => proxy.refuse()],
] as const)(
  'serves the room from Redis while PostgreSQL is %s, admits no one, and keeps every place',
  async (_, breakDatabase) => {
    const { concertId, performanceId } = await makeSale(direct, {
      waitingRoomEnabled: true,
      maxActive: 1,
      claimSeconds: 30,
    });
    const replica = startReplica();
    const admitBatch = startWorker(replica);
    const queue = `/v1/concerts/${concertId}/queue`;
    const hold = { performanceId, bestAvailable: { quantity: 1 } };
    const admitted = await replica.ask('POST', queue, FAN);
    const waiting = await replica.ask('POST', queue, OTHER_FAN);
    expect([admitted.status, waiting.status]).toEqual([201, 201]);
    expect((await admitBatch(concertId))?.admitted).toEqual(['usr_fan']);
    const token = String(admitted.body.token);
    const first = await replica.ask('POST', '/v1/reservations', FAN, { token, body: hold });
    expect(first.status).toBe(202);

    breakDatabase();
    const asked = () =>
      Promise.all([
        replica.ask('GET', queue, FAN, { token }),
        replica.ask('GET', queue, OTHER_FAN, { token: String(waiting.body.token) }),
        replica.ask('GET', `${queue}/serving`, FAN),
        replica.ask('POST', queue, ADMIN),
        replica.ask('POST', '/v1/reservations', FAN, { token, body: hold }),
      ]);
    // Cached data expires within a second; the outage is then noticed.
    const untilMs = nowMs() + 2_500;
    while (nowMs() < untilMs) {
      const answers = await asked();
      expect(answers.map(({ status }) => status).map((status) => (status === 201 ? 200 : status))).toEqual([
        200, 200, 200, 200, 202,
      ]);
    }
    const startedMs = nowMs();
    await asked();
    expect(nowMs() - startedMs).toBeLessThan(AT_ONCE_MS);

    await replica.rooms.leave({ concertId, accountId: 'usr_fan', token });
    expect(await admitBatch(concertId)).toMatchObject({ admitted: [] });
    const [meta = '', , , inside = '', unclaimed = ''] = keys.waitingRoom(concertId);
    expect(await redis.hexists(meta, 'pausedAt')).toBe(1);

    proxy.heal();
    await vi.waitFor(
      async () => expect((await admitBatch(concertId))?.admitted).toEqual(['usr_other']),
      15_000,
    );
    expect([await redis.zcard(inside), await redis.zcard(unclaimed)]).toEqual([1, 1]);
  },
  40_000,
);

it('keeps the pass of a fan who was admitted before an outage that is longer than the claim', async () => {
  const { concertId } = await makeSale(direct, { waitingRoomEnabled: true, maxActive: 1, claimSeconds: 30 });
  const replica = startReplica();
  const admitBatch = startWorker(replica);
  const queue = `/v1/concerts/${concertId}/queue`;
  const { body } = await replica.ask('POST', queue, FAN);
  expect((await admitBatch(concertId))?.admitted).toEqual(['usr_fan']);
  proxy.refuse();
  expect((await admitBatch(concertId))?.admitted).toEqual([]);
  // Ten minutes pass.
  const [meta = '', , , inside = '', unclaimed = ''] = keys.waitingRoom(concertId);
  await redis.hincrby(meta, 'pausedAt', -600_000);
  for (const key of [inside, unclaimed]) await redis.zincrby(key, -600_000, 'usr_fan');
  proxy.heal();
  await vi.waitFor(async () => expect((await admitBatch(concertId))?.unannounced).toBe(1), 15_000);
  const place = await replica.ask('GET', queue, FAN, { token: String(body.token) });
  expect(place.body).toMatchObject({ status: 'admitted' });
}, 30_000);

it('lets fans join and poll at a replica that started while PostgreSQL was away', async () => {
  const { concertId } = await makeSale(direct, { waitingRoomEnabled: true, maxActive: 1 });
  const queue = `/v1/concerts/${concertId}/queue`;
  const { body } = await startReplica().ask('POST', queue, FAN);
  proxy.refuse();
  const late = startReplica();
  const place = await late.ask('GET', queue, FAN, { token: String(body.token) });
  expect([place.status, place.body.status]).toEqual([200, 'waiting']);
  expect((await late.ask('POST', queue, OTHER_FAN)).status).toBe(201);
  const unknown = await late.ask('POST', '/v1/concerts/con_unknown/queue', OTHER_FAN);
  expect([unknown.status, unknown.body.code]).toEqual([503, 'service_unavailable']);
}, 30_000);
