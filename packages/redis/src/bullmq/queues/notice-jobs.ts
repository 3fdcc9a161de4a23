import { createHash } from 'node:crypto';
import { type Channel, type DueNotice, noticeKey } from '@concert-mania/core/notifications/model';
import type { Job } from 'bullmq';
import { z } from 'zod';
import { FINISHED_JOB_SECONDS, FINISHED_JOBS_PER_QUEUE } from '../producer.ts';

/** The most notices of a job, which share the statements that claim and mark them. */
const NOTICES_PER_JOB = 25;
/**
 * A job is retried only while PostgreSQL is down. The notice's row limits the notice's attempts.
 */
const ATTEMPTS = 1_000_000;
/** How long a notice that was given up is kept for inspection and manual retry. */
const FAILED_JOB_SECONDS = 7 * 24 * 60 * 60;

/** The jobs of notices of one channel. */
export const jobsOf = (notices: readonly DueNotice[], channel: Channel) =>
  Array.from({ length: Math.ceil(notices.length / NOTICES_PER_JOB) }, (_, index) =>
    toJob(notices.slice(index * NOTICES_PER_JOB, (index + 1) * NOTICES_PER_JOB), channel),
  );

function toJob(notices: readonly DueNotice[], channel: Channel) {
  const [first, ...others] = notices.map(({ eventId }) => eventId);
  const traceparent = notices.find((notice) => notice.traceparent !== undefined)?.traceparent;
  return {
    name: 'notice',
    // An older version sends the first notice; the others are due again later.
    data: {
      eventId: first,
      channel,
      ...(others.length > 0 && { others }),
      ...(traceparent && { traceparent }),
    },
    opts: {
      jobId: jobIdOf(notices, channel),
      attempts: ATTEMPTS,
      backoff: { type: 'custom' },
      removeOnComplete: { age: FINISHED_JOB_SECONDS, count: FINISHED_JOBS_PER_QUEUE },
      removeOnFail: { age: FAILED_JOB_SECONDS, count: FINISHED_JOBS_PER_QUEUE },
    },
  };
}

function jobIdOf(notices: readonly DueNotice[], channel: Channel): string {
  const [first, ...others] = notices.map(({ eventId, attempts }) => `${eventId}.${channel}.${attempts}`);
  if (others.length === 0) return `${first}`;
  const digest = createHash('sha256').update(others.join()).digest('base64url').slice(0, 16);
  return `${first}+${others.length}.${digest}`;
}

const jobData = noticeKey.extend({ others: z.array(noticeKey.shape.eventId).default([]) });

/** The events of a job's notices; null if it is malformed or of another channel. */
export function readNotices(job: Job, channel: Channel): readonly string[] | null {
  const { data } = jobData.safeParse(job.data);
  return data?.channel === channel ? [data.eventId, ...data.others] : null;
}

/** Leaves out the other notices of a job. */
export const keepNotices = (job: Job, [eventId, ...others]: readonly string[]): Promise<void> =>
  job.updateData({ ...job.data, eventId, others });
