import { openRedisForTest } from '@concert-mania/testkit/servers/open-connections';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { expect, it } from 'vitest';
import { makeKeys } from '../keys.ts';
import { makeGuessCounter } from './guess-counter.ts';

const server = testRedis();
const redis = openRedisForTest(server);
const guesses = makeGuessCounter(redis, makeKeys(server.prefix), (fault) => {
  throw fault;
});

it('delays each further guess more, also concurrent ones, and resets after a right one', async () => {
  const burst = await Promise.all(Array.from({ length: 30 }, () => guesses.begin('fan')));
  expect(burst.filter((wait) => wait === 0)).toHaveLength(10);
  expect(new Set(burst.filter((wait) => wait > 0))).toEqual(new Set([1]));
  await guesses.end('fan', 'right');
  expect(await guesses.begin('fan')).toBe(0);
});

it('takes back an undone attempt, and counts each key separately', async () => {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    expect(await guesses.begin('owner')).toBe(0);
    await guesses.end('owner', 'undone');
  }
  expect(await guesses.begin('somebody else')).toBe(0);
});

it('leaves no permanent key when an attempt is taken back after a right one', async () => {
  await guesses.begin('both');
  await guesses.begin('both');
  await guesses.end('both', 'right');
  await guesses.end('both', 'undone');
  const kept = await redis.keys(`${server.prefix}:guesses:*`);
  for (const key of kept) expect(await redis.ttl(key)).toBeGreaterThan(0);
});
