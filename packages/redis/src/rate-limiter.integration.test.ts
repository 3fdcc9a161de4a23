import type { RateDecision } from '@concert-mania/core/shared/rate-limiter';
import { openRedisForTest } from '@concert-mania/testkit/open-connections';
import { testRedis } from '@concert-mania/testkit/test-redis';
import { expect, it } from 'vitest';
import { makeKeys } from './keys.ts';
import { makeRateLimiter } from './rate-limiter.ts';

const server = testRedis();
const keys = makeKeys(server.prefix);
const replicas = [1, 2].map(() => makeRateLimiter(openRedisForTest(server), keys));
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
