import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { openRedisForTest } from '@concert-mania/testkit/servers/open-connections';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { afterAll, describe, expect, it } from 'vitest';
import { isRedisUnavailable } from './availability.ts';
import { openPromptRedis } from './connection.ts';

const server = testRedis();
const redis = openRedisForTest(server);
const key = `${server.prefix}:text`;

const prompt = (url: string) => {
  const other = openPromptRedis({ url, name: 'test', onError: () => undefined });
  afterAll(() => other.disconnect());
  return other;
};
const faultOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (fault) => fault,
  );

describe('a Redis that is away', () => {
  it('is distinguished from one that refuses a command', async () => {
    await redis.set(key, 'text');
    expect(isRedisUnavailable(await faultOf(redis.incr(key)))).toBe(false);
    expect(isRedisUnavailable(new Error('Redis'))).toBe(false);
    expect(isRedisUnavailable(undefined)).toBe(false);
  });

  it('is recognised when nothing listens and when it never answers', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    afterAll(() => silent.close());
    const { port } = silent.address() as AddressInfo;
    const faults = await Promise.all([
      faultOf(prompt('redis://127.0.0.1:1').get(key)),
      faultOf(prompt(`redis://127.0.0.1:${port}`).get(key)),
    ]);
    expect(faults.map(isRedisUnavailable)).toEqual([true, true]);
  });
});
