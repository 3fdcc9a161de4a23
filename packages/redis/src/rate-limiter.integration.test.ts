import type { RateDecision } from '@concert-mania/core/shared/rate-limiter';
import { openRedisForTest } from '@concert-mania/testkit/open-connections';
import { testRedis } from '@concert-mania/testkit/test-redis';
import type { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { makeKeys } from './keys.ts';
import { makeRateLimiter } from './rate-limiter.ts';

const server = testRedis();
const keys = makeKeys(server.prefix);
let nowMs = 0;
const replicas = [1, 2].map(() => makeRateLimiter(openRedisForTest(server), keys, () => nowMs));
const rule = { name: 'login', limit: 5, windowSeconds: 60 };

it('allows a key its limit across replicas, then says when to come back', async () => {
  const decisions: RateDecision[] = [];
  for (let use = 0; use < 8; use += 1) decisions.push(await replicas[use % 2]!.take(rule, '192.0.2.1'));
  expect(decisions.map(({ allowed }) => allowed)).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(decisions.map(({ remaining }) => remaining)).toEqual([4, 3, 2, 1, 0, 0, 0, 0]);
  for (const { resetSeconds } of decisions) {
    expect(resetSeconds).toBeGreaterThan(0);
    expect(resetSeconds).toBeLessThanOrEqual(60);
  }
});

it('counts every key and every rule by itself', async () => {
  const take = (name: string, key: string) => replicas[0]!.take({ ...rule, name, limit: 1 }, key);
  expect((await take('signup', 'a')).allowed).toBe(true);
  expect((await take('signup', 'b')).allowed).toBe(true);
  expect((await take('other', 'a')).allowed).toBe(true);
  expect((await take('signup', 'a')).allowed).toBe(false);
});

it('never allows more than the limit when simultaneous uses are leased ten at a time', async () => {
  const leased = { name: 'read', limit: 100, windowSeconds: 60, lease: 10 };
  const uses = Array.from({ length: 150 }, (_, use) => replicas[use % 2]!.take(leased, '192.0.2.9'));
  const decisions = await Promise.all(uses);
  expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(100);
  for (const refused of decisions.filter(({ allowed }) => !allowed)) expect(refused.remaining).toBe(0);
});

it('knows without asking who is over a limit here, until the window is over, and counts nothing by it', async () => {
  const twice = { name: 'twice', limit: 2, windowSeconds: 60 };
  const [replica, other] = replicas;
  for (let use = 0; use < 2; use += 1) {
    expect(replica!.knownRefusal(twice, 'a')).toBeNull();
    expect((await replica!.take(twice, 'a')).allowed).toBe(true);
  }
  expect((await replica!.take(twice, 'a')).allowed).toBe(false);
  expect(replica!.knownRefusal(twice, 'a')).toMatchObject({ allowed: false, remaining: 0 });
  expect([replica!.knownRefusal(twice, 'b'), other!.knownRefusal(twice, 'a')]).toEqual([null, null]);
  nowMs += 60_000;
  expect(replica!.knownRefusal(twice, 'a')).toBeNull();
});

it('asks again once the window is over', async () => {
  const once = { name: 'once', limit: 1, windowSeconds: 1 };
  const [replica] = replicas;
  expect((await replica!.take(once, 'a')).allowed).toBe(true);
  expect((await replica!.take(once, 'a')).allowed).toBe(false);
  // Redis keeps its own time: the counter is taken away as if it had run out, and this process's clock moves on.
  const redis = openRedisForTest(server);
  await redis.del(`${keys.ratePrefix}:once:a`);
  nowMs += 1_001;
  expect((await replica!.take(once, 'a')).allowed).toBe(true);
});

it.each([
  ['refuses', async () => Promise.reject(new Error('connection is closed'))],
  ['does not answer', () => new Promise<never>(() => undefined)],
])('counts by itself while Redis %s, and still refuses what is over the limit', async (_, rlflxIncr) => {
  const away = { status: 'ready', defineCommand: () => undefined, rlflxIncr } as unknown as Redis;
  const alone = makeRateLimiter(away, keys, () => nowMs);
  const decisions: boolean[] = [];
  for (let use = 0; use < 7; use += 1) decisions.push((await alone.take(rule, 'x')).allowed);
  expect(decisions).toEqual([true, true, true, true, true, false, false]);
});

it('counts a rule of one process there, and asks Redis nothing', async () => {
  const untouched = {} as Redis;
  const mine = makeRateLimiter(untouched, keys, () => nowMs);
  const often = { name: 'often', limit: 3, windowSeconds: 60, perProcess: true };
  const decisions: RateDecision[] = [];
  for (let use = 0; use < 4; use += 1) decisions.push(await mine.take(often, 'a'));
  expect(decisions.map(({ allowed, remaining }) => [allowed, remaining])).toEqual([
    [true, 2],
    [true, 1],
    [true, 0],
    [false, 0],
  ]);
  expect((await mine.take(often, 'b')).allowed).toBe(true);
  nowMs += 60_000;
  expect((await mine.take(often, 'a')).allowed).toBe(true);
});
