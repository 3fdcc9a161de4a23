import type { JobId } from '@concert-mania/core/shared/ids';
import type { Queue } from 'bullmq';
import type { RedisClient } from '../../connection/connection.ts';
import type { Keys } from '../../keys.ts';
import { queueOfJob } from '../delivery.ts';
import { openQueue } from './open-queue.ts';

export interface JobWaker {
  /**
   * Retries delayed jobs at once, because their outcomes are recorded. If a job is missing,
   * notifies its waiting clients. Harmless for running and finished jobs.
   */
  wake(jobIds: readonly JobId[]): Promise<void>;
  close(): Promise<void>;
}

/** Wakes jobs of BullMQ queues, over the caller's connection. */
export function makeJobWaker(redis: RedisClient, keys: Keys): JobWaker {
  const queues = new Map<string, Queue>();
  const open = (name: string): Queue => {
    const queue = queues.get(name) ?? openQueue(name, redis, keys);
    queues.set(name, queue);
    return queue;
  };
  const wake = async (jobId: JobId): Promise<void> => {
    const name = queueOfJob(jobId);
    if (name === null) return;
    const job = await open(name).getJob(jobId);
    if (!job) {
      await redis.publish(keys.jobChannel(jobId), '');
      return;
    }
    if (!(await job.isDelayed())) return;
    // The job may have started between the read and the promotion; then it needs no waking.
    await job.promote().catch(async (error: unknown) => {
      if (await job.isDelayed()) throw error;
    });
  };
  return {
    wake: async (jobIds) => {
      for (const jobId of jobIds) await wake(jobId);
    },
    close: async () => {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}
