import { randomUUID } from 'node:crypto';
import { COMMAND_QUEUES, queueOfJob } from '@concert-mania/redis/bullmq/delivery';
import { openQueue } from '@concert-mania/redis/bullmq/queues/open-queue';
import { openRedisServer, type Redis } from '@concert-mania/redis/connection/connection';
import { makeKeys } from '@concert-mania/redis/keys';

const KEYS = makeKeys();

async function withRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = openRedisServer({ url, name: 'test', onError: () => {} });
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

/** How many jobs each command queue still has, in any state. */
export function jobCounts(redisUrl: string): Promise<Readonly<Record<string, number>>> {
  return withRedis(redisUrl, async (redis) => {
    const counts = COMMAND_QUEUES.map(async (name) => {
      const queue = openQueue(name, redis, KEYS);
      const total = await queue.getJobCountByTypes('wait', 'active', 'delayed', 'completed', 'failed');
      return [name, total] as const;
    });
    return Object.fromEntries(await Promise.all(counts));
  });
}

/** Adds a job that no API wrote to the queue of the given job, and reports its state. */
export function addHandMadeJob(redisUrl: string, likeJobId: string, data: unknown) {
  const name = queueOfJob(likeJobId);
  if (name === null) throw new Error(`${likeJobId} is in no queue`);
  const jobId = `hand-made-${randomUUID()}`;
  return withRedis(redisUrl, async (redis) => {
    await openQueue(name, redis, KEYS).add('by-hand', data, { jobId });
    return {
      state: () =>
        withRedis(redisUrl, async (again) => {
          const job = await openQueue(name, again, KEYS).getJob(jobId);
          return { state: await job?.getState(), attempts: job?.attemptsMade };
        }),
    };
  });
}

/** Everything in the queues (jobs, events, lists), or in all keys, as one searchable text. */
export function readRedis(redisUrl: string, what: 'queues' | 'everything'): Promise<string> {
  return withRedis(redisUrl, async (redis) => {
    const found: string[] = [];
    const match = what === 'queues' ? `${KEYS.queuePrefix('')}:*` : '*';
    for await (const keys of redis.scanStream({ match, count: 500 })) {
      for (const key of keys as string[]) {
        found.push(key, JSON.stringify(await readKey(redis, key)));
      }
    }
    return found.join('\n');
  });
}

async function readKey(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case 'string':
      return redis.get(key);
    case 'hash':
      return redis.hgetall(key);
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'set':
      return redis.smembers(key);
    case 'zset':
      return redis.zrange(key, 0, '-1');
    case 'stream':
      return redis.xrange(key, '-', '+');
    default:
      return null;
  }
}
