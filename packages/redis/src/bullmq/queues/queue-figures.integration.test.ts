import { openRedisForTest } from '@concert-mania/testkit/servers/open-connections';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { expect, it } from 'vitest';
import { makeKeys } from '../../keys.ts';
import { openQueue } from './open-queue.ts';
import { readQueueFigures } from './queue-figures.ts';

const server = testRedis();
const redis = openRedisForTest(server);
const keys = makeKeys(server.prefix);

it('reads the depth and the oldest job of every queue', async () => {
  const queue = openQueue('payments', redis, keys);
  const addedMs = Date.now() - 60_000;
  await queue.add('payment.pay', {}, { timestamp: addedMs });
  await queue.add('payment.pay', {}, { timestamp: addedMs + 30_000 });
  await queue.add('payment.pay', {}, { delay: 60_000 });
  const figures = await readQueueFigures(redis, keys, () => addedMs + 61_000);
  expect(figures).toContainEqual({
    queue: 'payments',
    jobs: { waiting: 2, active: 0, delayed: 1, failed: 0 },
    oldestSeconds: 61,
    limit: 20_000,
  });
  const holds = figures.filter((one) => one.queue.startsWith('holds-'));
  expect(holds).toHaveLength(16);
  expect(holds[0]).toMatchObject({ oldestSeconds: 0, limit: 50_000 });
  expect(figures.find((one) => one.queue === 'mails')).toMatchObject({ limit: null });
  await queue.close();
});
