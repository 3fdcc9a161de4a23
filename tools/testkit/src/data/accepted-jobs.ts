import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { queueOfJob } from '@concert-mania/redis/bullmq/delivery';
import { openRedisServer } from '@concert-mania/redis/connection/connection';
import { makeKeys } from '@concert-mania/redis/keys';
import { afterAll } from 'vitest';

interface AcceptedJobs {
  /** The jobs of the same queue that Redis has got so far, in that order. */
  besides(jobId: string): Promise<readonly string[]>;
}

/** Watches Redis (MONITOR) and records each job appended to a queue, until the last test. */
export async function watchAcceptedJobs(redisUrl: string, keyPrefix = 'cm'): Promise<AcceptedJobs> {
  const redis = openRedisServer({ url: redisUrl, name: 'test', onError: () => {} });
  const monitor = await redis.monitor();
  const byList = new Map<string, string[]>();
  monitor.on('monitor', (_time: string, [command = '', list = '', ...ids]: readonly string[]) => {
    if (command.toUpperCase() === 'LPUSH') byList.set(list, [...(byList.get(list) ?? []), ...ids]);
    if (command.toUpperCase() === 'ECHO') monitor.emit(`seen ${list}`);
  });
  afterAll(() => {
    monitor.disconnect();
    redis.disconnect();
  });
  return {
    besides: async (jobId) => {
      const queue = queueOfJob(jobId);
      if (queue === null) throw new Error(`${jobId} is in no queue`);
      // Redis reports commands later than it answers them, but in order.
      const mark = randomUUID();
      const seen = once(monitor, `seen ${mark}`);
      await redis.echo(mark);
      await seen;
      return byList.get(`${makeKeys(keyPrefix).queue(queue)}wait`) ?? [];
    },
  };
}
