import { testRedisCluster } from '@concert-mania/testkit/servers/test-redis-cluster';
import type { Cluster } from 'ioredis';
import { afterAll, expect, it } from 'vitest';
import { openPatientRedis } from './connection.ts';

const cluster = await testRedisCluster();
const redis = openPatientRedis({ url: cluster.url, name: 'test', onError: () => undefined }) as Cluster;
const blocking = redis.duplicate();
afterAll(() => {
  redis.disconnect();
  blocking.disconnect();
});

it('lets BullMQ wait for jobs of a cluster for longer than other deadlines', async () => {
  const faults: unknown[] = [];
  blocking.on('error', (fault) => faults.push(fault));
  blocking.on('node error', (fault) => faults.push(fault));
  expect(await blocking.bzpopmin('{queue}:marker', 6)).toBeNull();
  expect(faults).toEqual([]);
});
