import { createHash, createHmac } from 'node:crypto';
import { flushEverything } from '@concert-mania/local-stack/redis/redis-admin';
import { addPerformance, makeSale } from '@concert-mania/testkit/data/builders';
import {
  type FanClient,
  logInFan,
  makeFanClient,
  send,
  signUpFan,
} from '@concert-mania/testkit/system/api-client';
import { beforeAll, expect, it, vi } from 'vitest';
import { ADMIN, startSystem, subjectsTo } from './system.ts';

const { stack, db, api } = await startSystem({ api: 2, 'admission-worker': 3 });
const FANS = 12;
const OPENS_AFTER_MS = 4_000;
const PATIENCE = { timeout: 30_000, interval: 50 };

let fans: readonly FanClient[] = [];
beforeAll(async () => {
  const signedUp: FanClient[] = [];
  for (let n = 0; n < FANS; n += 1) signedUp.push(await signUpFan(api));
  fans = signedUp.map((fan, n) => makeFanClient(stack.apiUrls[n % 2] ?? api, fan));
});

const queueOf = (concertId: string) => `/v1/concerts/${concertId}/queue`;
const join = async (fan: FanClient, concertId: string) => {
  const { status, body } = await fan.request('POST', queueOf(concertId));
  expect(status).toBe(201);
  return body;
};
const look = (fan: FanClient, concertId: string, token: unknown, wait = '') =>
  fan.request('GET', `${queueOf(concertId)}${wait}`, { headers: { 'queue-token': String(token) } });
const serving = async (concertId: string) =>
  (await send(api, 'GET', `${queueOf(concertId)}/serving`)).body as {
    readonly active: number;
    readonly shuffle: { readonly seedHash: string; readonly seed: string | null } | null;
  };
const admittedOf = async (concertId: string, tokens: readonly unknown[]) => {
  const places = await Promise.all(
    fans.slice(0, tokens.length).map((fan, n) => look(fan, concertId, tokens[n])),
  );
  return places.filter(({ body }) => body.status === 'admitted').length;
};

it('gathers fans, draws their order as promised, admits them by it and writes to each of them once', async () => {
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
      let { body } = await look(fan, concertId, token, '?wait=30');
      if (body.status === 'waiting') body = (await look(fan, concertId, token, '?wait=30')).body;
      expect(body.status).toBe('admitted');
      admitted.push({ token: String(token), sequence: Number(body.sequence) });
    }),
  );
  const seed = (await serving(concertId)).shuffle?.seed ?? '';
  expect(createHash('sha256').update(seed).digest('hex')).toBe(promised?.seedHash);
  const digest = (token: string) => createHmac('sha256', seed).update(token).digest('hex');
  const drawn = joined.map(({ token }) => String(token)).sort((a, b) => (digest(a) < digest(b) ? -1 : 1));
  const bySequence = admitted.toSorted((a, b) => a.sequence - b.sequence);
  expect(bySequence).toEqual(drawn.map((token, n) => ({ token, sequence: n + 1 })));

  await vi.waitFor(async () => {
    for (const { email } of fans) {
      expect(await subjectsTo(stack.mailUrl, email)).toContainEqual(expect.stringContaining('입장할 차례'));
    }
  }, PATIENCE);
  const notices = await db.query<{ count: number; fans: number }>(
    `select count(*)::int as count, count(distinct account_id)::int as fans
     from notifications where template = 'admitted' and subject_id = $1`,
    [concertId],
  );
  expect(notices).toEqual([{ count: FANS, fans: FANS }]);
});

it('gathers, draws and admits for a second sale of a concert as for the first', async () => {
  const over = { opensAt: new Date(Date.now() - 7_200_000), closesAt: new Date(Date.now() - 3_600_000) };
  const { concertId } = await makeSale(db, { waitingRoomEnabled: true, ...over });
  const [first, second] = fans as [FanClient, FanClient];
  const refused = await first.request('POST', queueOf(concertId));
  expect([refused.status, refused.body.code]).toEqual([409, 'sale_closed']);
  expect((await send(api, 'GET', `${queueOf(concertId)}/serving`)).body.status).toBe('closed');

  const opensAt = new Date(Date.now() + OPENS_AFTER_MS);
  const performanceId = await addPerformance(db, { concertId }, { opensAt });
  // What is known of the concert is less than a second old.
  await vi.waitFor(async () => {
    const { body } = await send(api, 'GET', `${queueOf(concertId)}/serving`);
    expect(body.status).toBe('pre_open');
  }, PATIENCE);
  const concert = (await send(api, 'GET', `/v1/concerts/${concertId}`)).body;
  expect(concert).toMatchObject({ waitingRoom: { status: 'pre_open' }, saleOpensAt: opensAt.toISOString() });
  const joined = [await join(first, concertId), await join(second, concertId)];
  for (const place of joined)
    expect(place).toMatchObject({ status: 'pre_open', opensAt: opensAt.toISOString() });

  const sequences = await Promise.all(
    joined.map(async ({ token }, n) => {
      const fan = fans[n] as FanClient;
      await vi.waitFor(
        async () => expect((await look(fan, concertId, token)).body.status).toBe('admitted'),
        PATIENCE,
      );
      const hold = { performanceId, bestAvailable: { quantity: 1 } };
      const accepted = await fan.submit('/v1/reservations', hold, { 'queue-token': String(token) });
      expect(accepted.status).toBe(202);
      return (await look(fan, concertId, token)).body.sequence;
    }),
  );
  expect(sequences.toSorted()).toEqual([1, 2]);
});

it('follows changed limits without a restart', async () => {
  const { concertId } = await makeSale(db, { waitingRoomEnabled: true, maxActive: 1 });
  const tokens: unknown[] = [];
  for (const fan of fans) tokens.push((await join(fan, concertId)).token);
  await vi.waitFor(async () => expect(await admittedOf(concertId, tokens)).toBe(1), PATIENCE);
  const admin = await logInFan(api, ADMIN.email, ADMIN.password);
  const changed = await admin.request('PATCH', `/v1/admin/concerts/${concertId}/waiting-room`, {
    body: { maxActive: 5 },
  });
  expect(changed.status).toBe(200);
  await vi.waitFor(async () => expect(await admittedOf(concertId, tokens)).toBe(5), PATIENCE);
});

it('keeps every place when Redis is killed, and admits on', async () => {
  const { concertId } = await makeSale(db, { waitingRoomEnabled: true, maxActive: 2 });
  const joined: Readonly<Record<string, unknown>>[] = [];
  for (const fan of fans) joined.push(await join(fan, concertId));
  const pid = stack.pidOf('redis');
  if (pid === undefined) throw new Error('Redis is not ours to kill');
  process.kill(pid, 'SIGKILL');
  await vi.waitFor(async () => {
    const places = await Promise.all(fans.map((fan, n) => look(fan, concertId, joined[n]?.token)));
    expect(places.map(({ body }) => body.sequence)).toEqual(joined.map(({ sequence }) => sequence));
  }, PATIENCE);
  const tokens = joined.map(({ token }) => token);
  await vi.waitFor(async () => expect(await admittedOf(concertId, tokens)).toBe(2), PATIENCE);
  const left = await fans[0]?.request('DELETE', queueOf(concertId), {
    headers: { 'queue-token': String(tokens[0]) },
  });
  expect(left?.status).toBe(204);
  await vi.waitFor(
    async () => expect((await look(fans[2] as FanClient, concertId, tokens[2])).body.status).toBe('admitted'),
    PATIENCE,
  );
});

it('tells fans to join anew when Redis is emptied, and never has more inside than the limit', async () => {
  const { concertId, performanceId } = await makeSale(db, { waitingRoomEnabled: true, maxActive: 3 });
  const old: unknown[] = [];
  for (const fan of fans) old.push((await join(fan, concertId)).token);
  await vi.waitFor(async () => expect(await admittedOf(concertId, old)).toBe(3), PATIENCE);
  await flushEverything(stack.redisUrl);
  for (const [n, fan] of fans.entries()) {
    const place = await look(fan, concertId, old[n]);
    expect([place.status, place.body.code]).toEqual([404, 'queue_token_not_found']);
  }
  const seats = { performanceId, seatNumbers: [1] };
  const refused = await fans[0]?.submit('/v1/reservations', seats, { 'queue-token': String(old[0]) });
  expect([refused?.status, refused?.body.code]).toEqual([403, 'admission_required']);
  const anew: unknown[] = [];
  for (const fan of fans.toReversed()) anew.unshift((await join(fan, concertId)).token);
  await vi.waitFor(async () => {
    expect((await serving(concertId)).active).toBeLessThanOrEqual(3);
    expect(await admittedOf(concertId, anew)).toBe(3);
  }, PATIENCE);
});
