import { queueOfJob } from '@concert-mania/redis/bullmq/delivery';
import { openRedisServer } from '@concert-mania/redis/connection/connection';
import { makeKeys } from '@concert-mania/redis/keys';
import { afterAll } from 'vitest';

export interface AcceptedJobs {
  /** Jobs of the queue that the given one is in, in the order in which Redis put them there. */
  besides(jobId: string): readonly string[];
}

/** Watches from now on what Redis does (MONITOR), and notes each job that it puts at the end of a queue, until the file's last test. */
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
