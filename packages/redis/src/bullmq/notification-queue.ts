import { CHANNELS, type Channel, type NoticeKey, noticeKey } from '@concert-mania/core/notifications/model';
import type { NoticeQueue } from '@concert-mania/core/notifications/ports';
import type { SendNotice } from '@concert-mania/core/notifications/send-notice';
import { type Job, Queue, UnrecoverableError, Worker } from 'bullmq';
import type { RedisClient } from '../connection.ts';
import type { Keys } from '../keys.ts';
import { LOOK_AGAIN_MS } from './open-queue.ts';
import { FINISHED_JOB_SECONDS, FINISHED_JOBS_PER_QUEUE } from './producer.ts';

/** A queue per channel: a mail server that hangs holds up no text message. */
export const NOTIFICATION_QUEUES: Readonly<Record<Channel, string>> = { email: 'mails', sms: 'texts' };

const ATTEMPTS = 30;
const FIRST_BACKOFF_MS = 1_000;
const LAST_BACKOFF_MS = 300_000;
/** A notice given up is kept this long to be looked at, or tried again by hand. */
const FAILED_JOB_SECONDS = 7 * 24 * 60 * 60;

const LOCK_MS = 10_000;
const STALL_CHECK_MS = 5_000;
/** A killed worker is no fault of the notice. */
const MAX_STALLS = 1_000;

/** Queues notices. The job's id is the notice's key, so a notice queued twice is one job. */
export function makeNotificationQueue(
  redis: RedisClient,
  keys: Keys,
): NoticeQueue & { close(): Promise<void> } {
  const queues = CHANNELS.map((channel) => ({
    channel,
    queue: new Queue(NOTIFICATION_QUEUES[channel], {
      connection: redis,
      prefix: keys.queuePrefix(NOTIFICATION_QUEUES[channel]),
    }),
  }));
  return {
    add: async (notices) => {
      for (const { channel, queue } of queues) {
        const ofChannel = notices.filter((notice) => notice.channel === channel);
        if (ofChannel.length > 0) await queue.addBulk(ofChannel.map(toJob));
      }
    },
    close: async () => {
      await Promise.all(queues.map(({ queue }) => queue.close()));
    },
  };
}

const toJob = (notice: NoticeKey) => ({
  name: 'notice',
  data: notice,
  opts: {
    jobId: `${notice.eventId}.${notice.channel}`,
    attempts: ATTEMPTS,
    backoff: { type: 'custom' },
    removeOnComplete: { age: FINISHED_JOB_SECONDS, count: FINISHED_JOBS_PER_QUEUE },
    removeOnFail: { age: FAILED_JOB_SECONDS, count: FINISHED_JOBS_PER_QUEUE },
  },
});

export interface NotificationWorkerOptions {
  /** A patient connection; BullMQ duplicates it for blocking. */
  readonly connection: RedisClient;
  readonly keys: Keys;
  readonly channel: Channel;
  readonly concurrency: number;
  /** Sends a notice. A throw, or `busy`, is tried again: a second later at first and five minutes later at most. */
  readonly send: SendNotice;
  readonly onFinished: (channel: Channel, status: 'sent' | 'retrying' | 'failed') => void;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
  readonly firstBackoffMs?: number;
}

/** Works off one channel's queue. A job that is no notice fails at once and for good. */
export function startNotificationWorker(options: NotificationWorkerOptions): { close(): Promise<void> } {
  const { channel, log } = options;
  const firstBackoffMs = options.firstBackoffMs ?? FIRST_BACKOFF_MS;

  const send = async (job: Job): Promise<string> => {
    const outcome = await options.send(readNotice(job, channel));
    if (outcome === 'unknown') throw new UnrecoverableError('nobody planned this notice');
    if (outcome === 'busy') throw new Error('another attempt at this notice is under way');
    return outcome;
  };
  const worker = new Worker(NOTIFICATION_QUEUES[channel], send, {
    connection: options.connection,
    prefix: options.keys.queuePrefix(NOTIFICATION_QUEUES[channel]),
    concurrency: options.concurrency,
    lockDuration: LOCK_MS,
    stalledInterval: STALL_CHECK_MS,
    maxStalledCount: MAX_STALLS,
    runRetryDelay: LOOK_AGAIN_MS,
    settings: {
      backoffStrategy: (attempt) => Math.min(firstBackoffMs * 2 ** (attempt - 1), LAST_BACKOFF_MS),
    },
  });
  const finish = (job: Job, status: 'sent' | 'retrying' | 'failed', extra: object = {}) => {
    options.onFinished(channel, status);
    const durationMs = Date.now() - (job.processedOn ?? Date.now());
    const fields = { jobId: job.id, channel, status, durationMs, attempt: job.attemptsMade, ...extra };
    if (status === 'sent') log.info(fields, 'notice');
    else if (status === 'retrying') log.warn(fields, 'notice');
    else log.error(fields, 'notice');
  };
  worker.on('completed', (job) => finish(job, 'sent'));
  worker.on('failed', (job, err) => {
    if (job) finish(job, job.finishedOn === undefined ? 'retrying' : 'failed', { err });
  });
  worker.on('error', (err) => log.warn({ err, channel }, 'queue connection'));
  return { close: () => worker.close() };
}

function readNotice(job: Job, channel: Channel): NoticeKey {
  const notice = noticeKey.safeParse(job.data);
  if (!notice.success || notice.data.channel !== channel) throw new UnrecoverableError('not a notice');
  return notice.data;
}
