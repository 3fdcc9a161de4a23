import type { Job, JobStatus } from '@concert-mania/core/jobs/model';
import type { JobQueueReader } from '@concert-mania/core/jobs/ports';
import { commandEnvelope, type Outcome } from '@concert-mania/core/shared/outcome';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';
import { queueOfJob } from './delivery.ts';

const FIELDS = ['name', 'data', 'timestamp', 'processedOn', 'finishedOn', 'returnvalue'] as const;

/**
 * Reads a job from BullMQ's hash in one round trip. Null if the id is malformed or the job gone.
 */
export function makeJobReader(redis: RedisClient, keys: Keys): JobQueueReader {
  return {
    findJob: async (jobId): Promise<Job | null> => {
      const queue = queueOfJob(jobId);
      if (queue === null) return null;
      const [name, data, timestamp, processedOn, finishedOn, returnValue] = await redis.hmget(
        `${keys.queue(queue)}${jobId}`,
        ...FIELDS,
      );
      if (!name || !data || !timestamp) return null;
      const envelope = commandEnvelope.safeParse(JSON.parse(data));
      if (!envelope.success) return null;
      const outcome = finishedOn ? outcomeOf(returnValue ?? null) : null;
      const status: JobStatus = outcome?.status ?? (processedOn ? 'processing' : 'queued');
      return {
        id: jobId,
        type: name,
        accountId: envelope.data.accountId,
        status,
        createdAt: new Date(envelope.data.acceptedAt),
        finishedAt: finishedOn ? new Date(Number(finishedOn)) : null,
        outcome,
      };
    },
  };
}

/** A completed job has its outcome as return value. A job without one was given up. */
function outcomeOf(returnValue: string | null): Outcome {
  if (returnValue === null) return { status: 'failed', error: { code: 'job_failed' } };
  return JSON.parse(returnValue) as Outcome;
}
