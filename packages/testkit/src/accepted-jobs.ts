import { queueOfJob } from '@concert-mania/redis/bullmq/delivery';
import { openPatientRedis } from '@concert-mania/redis/connection';
import { makeKeys } from '@concert-mania/redis/keys';

/**
 * Jobs in the order in which Redis accepted them into the queue of the job given: BullMQ writes "added" to the queue's
 * event stream in the same script that puts the job into the list. Reads at most the newest 10,000 events.
 */
export async function acceptedJobs(
  redisUrl: string,
  jobId: string,
  keyPrefix = 'cm',
): Promise<readonly string[]> {
  const queue = queueOfJob(jobId);
  if (queue === null) throw new Error(`${jobId} is in no queue`);
  const redis = openPatientRedis({ url: redisUrl, name: 'test', onError: () => {} });
  try {
    const events = await redis.xrange(`${makeKeys(keyPrefix).queuePrefix}:${queue}:events`, '-', '+');
    return events.flatMap(([, fields]) => {
      const entry = new Map(fields.flatMap((field, at) => (at % 2 === 0 ? [[field, fields[at + 1]]] : [])));
      return entry.get('event') === 'added' ? [entry.get('jobId') ?? ''] : [];
    });
  } finally {
    redis.disconnect();
  }
}
