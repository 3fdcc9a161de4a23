import { randomUUID } from 'node:crypto';
import { COMMAND_QUEUES, queueOfJob } from '@concert-mania/redis/bullmq/delivery';
import { openQueue } from '@concert-mania/redis/bullmq/open-queue';
import { openPatientRedis, type Redis } from '@concert-mania/redis/connection';
import { makeKeys } from '@concert-mania/redis/keys';

const KEYS = makeKeys();

async function withRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = openPatientRedis({ url, name: 'test', onError: () => {} });
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

/** How many jobs each command queue has ever been given and still knows, in any state. */
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

/** Adds a job that no API made to the queue of the job given, and tells what becomes of it. */
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
