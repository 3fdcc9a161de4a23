import { makeKeys } from '@concert-mania/redis/keys';
import { makeSale } from '@concert-mania/testkit/data/builders';
import { monitorRedis } from '@concert-mania/testkit/servers/monitor-redis';
import { openForTest, openRedisForTest } from '@concert-mania/testkit/servers/open-connections';
import { ownRedisServers } from '@concert-mania/testkit/servers/own-redis';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { type Fan, fanAt, logInFan, signUpFan } from '@concert-mania/testkit/system/fans';
import { send } from '@concert-mania/testkit/system/send';
import { startApi, TEST_ADMIN } from '@concert-mania/testkit/system/start-api';
import { expect, it, onTestFinished, vi } from 'vitest';

const database = await testDatabase();
const db = openForTest(database);
// Its own server: MONITOR also reports the commands of other tests.
const server = { ...testRedis(), url: (await (await ownRedisServers()).start()).url };
const [first, second] = await Promise.all([
  startApi({ database, redis: server }),
  startApi({ database, redis: server }),
]);
const HOLDS = 20;
/** The promise, and an allowance for other load on the machine. */
const WITHIN = { timeout: 1_500, interval: 20 };

const hold = (fan: Fan, performanceId: string) =>
  fan.submit('reservation.hold', { body: { performanceId, seatNumbers: [1] } });

/**
 * The commands that reach Redis from this file's processes. A script counts once, without its own
 * calls.
 */
async function callsToRedis(): Promise<string[]> {
  const calls: string[] = [];
  const stop = await monitorRedis(server.url, ({ args, isOfScript }) => {
    if (!isOfScript && args.some((arg) => arg.includes(server.prefix))) calls.push(args[0] ?? '');
  });
  onTestFinished(stop);
  return calls;
}

it('takes a hold in with one round trip to Redis and no other', async () => {
  const fan = await signUpFan(first.url);
  const { performanceId } = await makeSale(db);
  await hold(fan, performanceId);
  const calls = await callsToRedis();
  for (let n = 0; n < HOLDS; n += 1) expect((await hold(fan, performanceId)).response.status).toBe(202);
  // This connection is notified last, so the others have been notified by then.
  const marker = openRedisForTest(server);
  await marker.get(`${server.prefix}:marker`);
  await vi.waitFor(() => expect(calls).toContain('get'), 5_000);
  expect(calls.filter((call) => call.startsWith('eval'))).toHaveLength(HOLDS);
  expect(calls).toHaveLength(HOLDS + 1);
});

it("shows an administrator's change on every replica within a second, in spite of caches", async () => {
  const { concertId, performanceId } = await makeSale(db, { title: 'Before' });
  const fan = await signUpFan(first.url);
  const there = fanAt(second.url, fan);
  const title = async () => (await send(second.url, 'GET', `/v1/concerts/${concertId}`)).body.title;
  expect((await hold(there, performanceId)).response.status).toBe(202);
  expect(await title()).toBe('Before');

  const admin = await logInFan(first.url, TEST_ADMIN.email, TEST_ADMIN.password);
  const path = `/v1/admin/concerts/${concertId}`;
  const { headers } = await admin.request('GET', path);
  const edited = await admin.request('PATCH', path, {
    body: { title: 'After' },
    headers: { 'if-match': headers.get('etag') ?? '' },
  });
  expect(edited.status).toBe(200);
  await vi.waitFor(async () => expect(await title()).toBe('After'), WITHIN);

  const guarded = await admin.request('PATCH', `${path}/waiting-room`, { body: { enabled: true } });
  expect(guarded.status).toBe(200);
  await vi.waitFor(
    async () => expect((await hold(there, performanceId)).error?.code).toBe('admission_required'),
    WITHIN,
  );
});

it('gives every replica its own channel for the outcomes of its commands', async () => {
  const redis = openRedisForTest(server);
  const pattern = `${makeKeys(server.prefix).answerChannel('')}*`;
  const channels = async () => (await redis.pubsub('CHANNELS', pattern)) as string[];
  await vi.waitFor(async () => expect(await channels()).toHaveLength(2), 5_000);
  const counts = await redis.pubsub('NUMSUB', ...(await channels()));
  expect(counts.filter((_, at) => at % 2 === 1).map(Number)).toEqual([1, 1]);
});
