import type { JobQueueReader } from '@concert-mania/core/jobs/ports';
import { readStoredJob } from '@concert-mania/core/jobs/stored-job';
import { commandEnvelope } from '@concert-mania/core/shared/command-envelope';
import { GAVE_UP } from '@concert-mania/core/shared/outcome';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';
import { queueOfJob } from './delivery.ts';

const FIELDS = ['name', 'data', 'timestamp', 'processedOn', 'finishedOn', 'returnvalue'] as const;

/**
 * Reads a job from BullMQ's hash in one round trip. Null if the id is malformed or the job gone.
 */
export function makeJobReader(redis: RedisClient, keys: Keys): JobQueueReader {
  return {
    findJob: async (jobId) => {
      const queue = queueOfJob(jobId);
      if (queue === null) return null;
      const [name, data, timestamp, processedOn, finishedOn, returnValue] = await redis.hmget(
        `${keys.queue(queue)}${jobId}`,
        ...FIELDS,
      );
      if (!name || !data || !timestamp) return null;
      const envelope = commandEnvelope.safeParse(JSON.parse(data));
      if (!envelope.success) return null;
      return readStoredJob({
        id: jobId,
        type: name,
        accountId: envelope.data.accountId,
        begun: Boolean(processedOn),
        createdAt: new Date(envelope.data.acceptedAt),
        finishedAt: finishedOn ? new Date(Number(finishedOn)) : null,
        // A job that completed has its outcome as return value; one without gave up.
        outcome: returnValue ? JSON.parse(returnValue) : GAVE_UP,
      });
    },
    ageOf: async ({ createdAt }) => {
      const [seconds, micros] = await redis.time();
      return Number(seconds) * 1_000 + Number(micros) / 1_000 - createdAt.getTime();
    },
  };
}
