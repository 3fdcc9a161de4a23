import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { queueOfJob } from '@concert-mania/redis/bullmq/delivery';
import { openRedisServer } from '@concert-mania/redis/connection/connection';
import { makeKeys } from '@concert-mania/redis/keys';
import { afterAll } from 'vitest';
import { monitorRedis } from '../servers/monitor-redis.ts';

interface AcceptedJobs {
  /** The jobs of the same queue that Redis has got so far, in that order. */
  besides(jobId: string): Promise<readonly string[]>;
}

/** Watches Redis (MONITOR) and records each job appended to a queue, until the last test. */
export async function watchAcceptedJobs(redisUrl: string, keyPrefix = 'cm'): Promise<AcceptedJobs> {
  const redis = openRedisServer({ url: redisUrl, name: 'test', onError: () => {} });
  const marks = new EventEmitter();
  const byList = new Map<string, string[]>();
  const stop = await monitorRedis(redisUrl, ({ args: [command = '', list = '', ...ids] }) => {
    if (command.toUpperCase() === 'LPUSH') byList.set(list, [...(byList.get(list) ?? []), ...ids]);
    if (command.toUpperCase() === 'ECHO') marks.emit(list);
  });
  afterAll(() => {
    stop();
    redis.disconnect();
  });
  return {
    besides: async (jobId) => {
      const queue = queueOfJob(jobId);
      if (queue === null) throw new Error(`${jobId} is in no queue`);
      // Redis reports commands later than it answers them, but in order.
      const mark = randomUUID();
      const seen = once(marks, mark);
      await redis.echo(mark);
      await seen;
      return byList.get(`${makeKeys(keyPrefix).queue(queue)}wait`) ?? [];
    },
  };
}
