import { createHash, createHmac } from 'node:crypto';
import { makeClient } from '@concert-mania/client/make-client';
import { dataOf } from '@concert-mania/client/problem';
import type { Place } from '@concert-mania/client/waiting-room';
import { enterConcert } from '@concert-mania/client/waiting-room';
import { flushEverything } from '@concert-mania/local-stack/redis/redis-admin';
import { addPerformance, makeSale } from '@concert-mania/testkit/data/builders';
import { type Fan, fanAt, logInFan, signUpFan } from '@concert-mania/testkit/system/fans';
import { beforeAll, expect, it, vi } from 'vitest';
import { ADMIN, startSystem, subjectsTo } from './system.ts';

const { stack, db, api } = await startSystem(
  { api: 2, 'admission-worker': 3 },
  { ADMITTED_NOTICE_AFTER_SECONDS: '2' },
);
const FANS = 12;
const OPENS_AFTER_MS = 4_000;
const PATIENCE = { timeout: 30_000, interval: 50 };

let fans: readonly Fan[] = [];
beforeAll(async () => {
  const signedUp: Fan[] = [];
  for (let n = 0; n < FANS; n += 1) signedUp.push(await signUpFan(api));
  fans = signedUp.map((fan, n) => fanAt(stack.apiUrls[n % 2] ?? api, fan));
});

const QUEUE = '/v1/concerts/{concertId}/queue';
const join = async (fan: Fan, concertId: string) => {
  const { response, data } = await fan.POST(QUEUE, { params: { path: { concertId } } });
  expect(response.status).toBe(201);
  return data as Place;
};
const look = (fan: Fan, concertId: string, token = '', wait?: number) =>
  fan.GET(QUEUE, {
    params: { path: { concertId }, header: { 'Queue-Token': token }, ...(wait && { query: { wait } }) },
  });
const visitor = makeClient({ baseUrl: api, mostTries: 1 });
const serving = (concertId: string) =>
  dataOf(visitor.GET(`${QUEUE}/serving`, { params: { path: { concertId } } }));
const admittedOf = async (concertId: string, tokens: readonly string[]) => {
  const places = await Promise.all(
    fans.slice(0, tokens.length).map((fan, n) => look(fan, concertId, tokens[n])),
  );
  return places.filter(({ data }) => data?.status === 'admitted').length;
};

it('gathers fans, draws their order as promised, and admits them by it', async () => {
  const opensAt = new Date(Date.now() + OPENS_AFTER_MS);
  const { concertId } = await makeSale(db, { waitingRoomEnabled: true, admitPerSecond: 4, opensAt });
  const joined = await Promise.all(fans.map((fan) => join(fan, concertId)));
  const promised = (await serving(concertId)).shuffle;
  expect(promised).toMatchObject({ seedHash: expect.stringMatching(/^[0-9a-f]{64}$/), seed: null });
  for (const place of joined) expect(place).toMatchObject({ status: 'pre_open', ahead: null });

  const admitted: { readonly token: string; readonly sequence: number }[] = [];
  await Promise.all(
    fans.map(async (fan, n) => {
      const token = joined[n]?.token;
      let { data } = await look(fan, concertId, token, 30);
      if (data?.status === 'waiting') data = (await look(fan, concertId, token, 30)).data;
      expect(data?.status).toBe('admitted');
      admitted.push({ token: String(token), sequence: Number(data?.sequence) });
    }),
  );
  const seed = (await serving(concertId)).shuffle?.seed ?? '';
  expect(createHash('sha256').update(seed).digest('hex')).toBe(promised?.seedHash);
  const digest = (token: string) => createHmac('sha256', seed).update(token).digest('hex');
  const drawn = joined.map(({ token }) => String(token)).sort((a, b) => (digest(a) < digest(b) ? -1 : 1));
  const bySequence = admitted.toSorted((a, b) => a.sequence - b.sequence);
  expect(bySequence).toEqual(drawn.map((token, n) => ({ token, sequence: n + 1 })));
});

it('writes once to each admitted fan who does not come, and to no fan who came', async () => {
  const { concertId } = await makeSale(db, { waitingRoomEnabled: true, admitPerSecond: 100 });
  const joined = await Promise.all(fans.map((fan) => join(fan, concertId)));
  const [came, away] = [fans.slice(0, 4), fans.slice(4)];
  await Promise.all(came.map((fan, n) => look(fan, concertId, joined[n]?.token, 30)));
  await vi.waitFor(async () => {
    for (const { email } of away)
      expect(await subjectsTo(stack.mailUrl, email)).toContainEqual(expect.stringContaining('입장할 차례'));
  }, PATIENCE);
  const notified = await db.query<{ email: string }>(
    `select a.email from notifications n join accounts a on a.id = n.account_id
     where n.template = 'admitted' and n.subject_id = $1 and n.channel = 'email'`,
    [concertId],
  );
  expect(notified.map(({ email }) => email).toSorted()).toEqual(away.map(({ email }) => email).toSorted());
});

it('gathers, draws and admits for a second sale of a concert as for the first', async () => {
  const over = { opensAt: new Date(Date.now() - 7_200_000), closesAt: new Date(Date.now() - 3_600_000) };
  const { concertId } = await makeSale(db, { waitingRoomEnabled: true, ...over });
  const [first, second] = fans as [Fan, Fan];
  await expect(enterConcert(first, concertId)).rejects.toMatchObject({
    problem: { status: 409, code: 'sale_closed' },
  });
  expect((await serving(concertId)).status).toBe('closed');

  const opensAt = new Date(Date.now() + OPENS_AFTER_MS);
  const performanceId = await addPerformance(db, { concertId }, { opensAt });
  // Replicas cache a concert for up to a second.
  await vi.waitFor(async () => {
    expect((await serving(concertId)).status).toBe('pre_open');
  }, PATIENCE);
  const params = { path: { concertId } };
  const concert = await dataOf(visitor.GET('/v1/concerts/{concertId}', { params }));
  expect(concert).toMatchObject({ waitingRoom: { status: 'pre_open' }, saleOpensAt: opensAt.toISOString() });
  const joined = [await join(first, concertId), await join(second, concertId)];
  for (const place of joined)
    expect(place).toMatchObject({ status: 'pre_open', opensAt: opensAt.toISOString() });

  const sequences = await Promise.all(
    joined.map(async ({ token }, n) => {
      const fan = fans[n] as Fan;
      await vi.waitFor(
        async () => expect((await look(fan, concertId, token)).data?.status).toBe('admitted'),
        PATIENCE,
      );
      await dataOf(
        fan.submit('reservation.hold', {
          body: { performanceId, bestAvailable: { quantity: 1 } },
          headers: { 'Queue-Token': token },
        }),
      );
      return (await look(fan, concertId, token)).data?.sequence;
    }),
  );
  expect(sequences.toSorted()).toEqual([1, 2]);
});

it('follows changed limits without a restart', async () => {
  const { concertId } = await makeSale(db, { waitingRoomEnabled: true, maxActive: 1 });
  const tokens: string[] = [];
  for (const fan of fans) tokens.push((await join(fan, concertId)).token);
  await vi.waitFor(async () => expect(await admittedOf(concertId, tokens)).toBe(1), PATIENCE);
  const admin = await logInFan(api, ADMIN.email, ADMIN.password);
  await dataOf(
    admin.PATCH('/v1/admin/concerts/{concertId}/waiting-room', {
      params: { path: { concertId } },
      body: { maxActive: 5 },
    }),
  );
  await vi.waitFor(async () => expect(await admittedOf(concertId, tokens)).toBe(5), PATIENCE);
});

it('keeps every place when Redis is killed, and admits on', async () => {
  const { concertId } = await makeSale(db, { waitingRoomEnabled: true, maxActive: 2 });
  const joined: Place[] = [];
  for (const fan of fans) joined.push(await join(fan, concertId));
  const pid = stack.pidOf('redis');
  if (pid === undefined) throw new Error('Redis is not ours to kill');
  process.kill(pid, 'SIGKILL');
  await vi.waitFor(async () => {
    const places = await Promise.all(fans.map((fan, n) => look(fan, concertId, joined[n]?.token)));
    expect(places.map(({ data }) => data?.sequence)).toEqual(joined.map(({ sequence }) => sequence));
  }, PATIENCE);
  const tokens = joined.map(({ token }) => token);
  await vi.waitFor(async () => expect(await admittedOf(concertId, tokens)).toBe(2), PATIENCE);
  const left = await fans[0]?.DELETE(QUEUE, {
    params: { path: { concertId }, header: { 'Queue-Token': tokens[0] ?? '' } },
  });
  expect(left?.response.status).toBe(204);
  await vi.waitFor(
    async () => expect((await look(fans[2] as Fan, concertId, tokens[2])).data?.status).toBe('admitted'),
    PATIENCE,
  );
});

it('tells fans to join anew when Redis is emptied, and never has more inside than the limit', async () => {
  const { concertId, performanceId } = await makeSale(db, { waitingRoomEnabled: true, maxActive: 3 });
  const old: string[] = [];
  for (const fan of fans) old.push((await join(fan, concertId)).token);
  await vi.waitFor(async () => expect(await admittedOf(concertId, old)).toBe(3), PATIENCE);
  await flushEverything(stack.redisUrl);
  for (const [n, fan] of fans.entries()) {
    const { error } = await look(fan, concertId, old[n]);
    expect(error).toMatchObject({ status: 404, code: 'queue_token_not_found' });
  }
  const refused = await fans[0]?.submit('reservation.hold', {
    body: { performanceId, seatNumbers: [1] },
    headers: { 'Queue-Token': old[0] },
  });
  expect(refused?.error).toMatchObject({ status: 403, code: 'admission_required' });
  const anew: string[] = [];
  for (const fan of fans.toReversed()) anew.unshift((await join(fan, concertId)).token);
  await vi.waitFor(async () => {
    expect((await serving(concertId)).active).toBeLessThanOrEqual(3);
    expect(await admittedOf(concertId, anew)).toBe(3);
  }, PATIENCE);
});
