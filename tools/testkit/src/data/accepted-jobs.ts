import { queueOfJob } from '@concert-mania/redis/bullmq/delivery';
import { openRedisServer } from '@concert-mania/redis/connection/connection';
import { makeKeys } from '@concert-mania/redis/keys';
import { afterAll } from 'vitest';

interface AcceptedJobs {
  /** The jobs of the same queue, in the order in which Redis got them. */
  besides(jobId: string): readonly string[];
}

/** Watches Redis (MONITOR) and records each job appended to a queue, until the last test. */
export async function watchAcceptedJobs(redisUrl: string, keyPrefix = 'cm'): Promise<AcceptedJobs> {
  const redis = openRedisServer({ url: redisUrl, name: 'test', onError: () => {} });
  const monitor = await redis.monitor();
  const byList = new Map<string, string[]>();
  monitor.on('monitor', (_time: string, [command = '', list = '', ...ids]: readonly string[]) => {
    if (command.toUpperCase() === 'LPUSH') byList.set(list, [...(byList.get(list) ?? []), ...ids]);
  });
  afterAll(() => {
    monitor.disconnect();
    redis.disconnect();
  });
  return {
    besides: (jobId) => {
      const queue = queueOfJob(jobId);
      if (queue === null) throw new Error(`${jobId} is in no queue`);
      return byList.get(`${makeKeys(keyPrefix).queue(queue)}wait`) ?? [];
    },
  };
}
