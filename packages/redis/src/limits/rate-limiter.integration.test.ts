import type { RateDecision } from '@concert-mania/core/shared/rate-limiter';
import { openRedisForTest } from '@concert-mania/testkit/servers/open-connections';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import type { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { makeKeys } from '../keys.ts';
import { makeRateLimiter } from './rate-limiter.ts';

const server = testRedis();
const keys = makeKeys(server.prefix);
let nowMs = 0;
const replicas = [1, 2].map(() => makeRateLimiter(openRedisForTest(server), keys, { nowMs: () => nowMs }));
const rule = { name: 'login', limit: 5, windowSeconds: 60 };

it('allows a key its limit across replicas, then says when to retry', async () => {
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

it('counts every key and rule separately', async () => {
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

it('refuses a key over its limit without asking Redis until the window ends', async () => {
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

it('counts all parts of a wider network on its budget, and reports the tightest limit', async () => {
  const few = { name: 'few', limit: 2, windowSeconds: 60 };
  const key = (n: number) => [`64-${n}`, `56-${n >> 1}`, '48'] as const;
  const decisions: RateDecision[] = [];
  for (let part = 0; part < 20; part += 1) {
    for (let use = 0; use < 2; use += 1) decisions.push(await replicas[use]!.take(few, key(part)));
  }
  // The widest network has 16 times the limit: sixteen parts can use all of theirs.
  expect(decisions.map(({ allowed }) => allowed)).toEqual(decisions.map((_, use) => use < 32));
  expect(decisions[0]).toMatchObject({ remaining: 1 });
  expect(decisions[0]).not.toHaveProperty('limit');
  expect(decisions[30]).toMatchObject({ remaining: 1 });
  expect(decisions[32]).toMatchObject({ allowed: false, remaining: 0, limit: 32 });
  expect(replicas[0]!.knownRefusal(few, key(50))).toMatchObject({ allowed: false, limit: 32 });
});

it('does not count refused uses of a client against its wider networks', async () => {
  const one = { name: 'one', limit: 1, windowSeconds: 60 };
  const flooder = ['64-a', '56-a', '48-a'] as const;
  for (let use = 0; use < 50; use += 1) await replicas[0]!.take(one, flooder);
  expect((await replicas[0]!.take(one, ['64-b', '56-a', '48-a'])).allowed).toBe(true);
});

it('asks again once the window is over', async () => {
  const once = { name: 'once', limit: 1, windowSeconds: 1 };
  const [replica] = replicas;
  expect((await replica!.take(once, 'a')).allowed).toBe(true);
  expect((await replica!.take(once, 'a')).allowed).toBe(false);
  // Redis keeps its own time: deletes the counter as if it had expired and moves this clock on.
  const redis = openRedisForTest(server);
  await redis.del(`${keys.ratePrefix}:once:a`);
  nowMs += 1_001;
  expect((await replica!.take(once, 'a')).allowed).toBe(true);
});

it.each([
  ['refuses', async () => Promise.reject(new Error('connection is closed'))],
  ['does not answer', () => new Promise<never>(() => undefined)],
])(
  'counts alone while Redis %s, and still refuses uses beyond its share of the limit',
  async (_, rlflxIncr) => {
    const away = { status: 'ready', defineCommand: () => undefined, rlflxIncr } as unknown as Redis;
    const alone = makeRateLimiter(away, keys, { nowMs: () => nowMs });
    const decisions: boolean[] = [];
    for (let use = 0; use < 7; use += 1) decisions.push((await alone.take(rule, 'x')).allowed);
    expect(decisions).toEqual([true, true, true, true, true, false, false]);
    const one = makeRateLimiter(away, keys, { processes: 3, nowMs: () => nowMs });
    const shares: boolean[] = [];
    for (let use = 0; use < 3; use += 1) shares.push((await one.take(rule, 'x')).allowed);
    expect(shares).toEqual([true, true, false]);
  },
);

it('counts a per-process rule without Redis', async () => {
  const untouched = {} as Redis;
  const mine = makeRateLimiter(untouched, keys, { nowMs: () => nowMs });
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

it('charges each use its price, and allows cheap uses until the limit is used up', async () => {
  const [limiter = expect.fail()] = replicas;
  const priced = { name: 'priced', limit: 100, windowSeconds: 60, lease: 20 };
  const dear: boolean[] = [];
  for (let n = 0; n < 3; n += 1) dear.push((await limiter.take(priced, 'a', 30)).allowed);
  expect(dear).toEqual([true, true, true]);
  expect((await limiter.take(priced, 'a', 30)).allowed).toBe(false);
  expect((await limiter.take(priced, 'b', 100)).remaining).toBe(0);
  const own = { name: 'priced-here', limit: 100, windowSeconds: 60, perProcess: true };
  expect((await limiter.take(own, 'a', 60)).remaining).toBe(40);
  expect((await limiter.take(own, 'a', 10)).remaining).toBe(30);
});
