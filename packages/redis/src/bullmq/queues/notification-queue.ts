import {
  CHANNELS,
  type Channel,
  type DueNotice,
  type NoticeKey,
  type NoticeStatus,
  noticeKey,
} from '@concert-mania/core/notifications/model';
import type { NoticeQueue } from '@concert-mania/core/notifications/ports';
import type { NoticeOutcome, SendNotice } from '@concert-mania/core/notifications/send-notice';
import { type Job, UnrecoverableError } from 'bullmq';
import type { RedisClient } from '../../connection/connection.ts';
import type { Keys } from '../../keys.ts';
import { FINISHED_JOB_SECONDS, FINISHED_JOBS_PER_QUEUE } from '../producer.ts';
import { type StartWorkerOptions, startWorker } from '../start-worker.ts';
import { openQueue } from './open-queue.ts';

/** One queue per channel, so that a mail server that hangs delays no text message. */
export const NOTIFICATION_QUEUES: Readonly<Record<Channel, string>> = { email: 'mails', sms: 'texts' };

/**
 * A job is retried only while PostgreSQL is down. The notice's row limits the notice's attempts.
 */
const ATTEMPTS = 1_000_000;
const FIRST_BACKOFF_MS = 1_000;
const LAST_BACKOFF_MS = 300_000;
/** How long a notice that was given up is kept for inspection and manual retry. */
const FAILED_JOB_SECONDS = 7 * 24 * 60 * 60;

/** Queues notices. A job's id contains notice and attempt, so that each attempt is queued once. */
export function makeNotificationQueue(
  redis: RedisClient,
  keys: Keys,
): NoticeQueue & { close(): Promise<void> } {
  const queues = CHANNELS.map((channel) => ({
    channel,
    queue: openQueue(NOTIFICATION_QUEUES[channel], redis, keys),
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

const toJob = ({ eventId, channel, attempts, traceparent }: DueNotice) => ({
  name: 'notice',
  data: { eventId, channel, ...(traceparent && { traceparent }) },
  opts: {
    jobId: `${eventId}.${channel}.${attempts}`,
    attempts: ATTEMPTS,
    backoff: { type: 'custom' },
    removeOnComplete: { age: FINISHED_JOB_SECONDS, count: FINISHED_JOBS_PER_QUEUE },
    removeOnFail: { age: FAILED_JOB_SECONDS, count: FINISHED_JOBS_PER_QUEUE },
  },
});

export interface NotificationWorkerOptions {
  /** A patient connection; BullMQ duplicates it for blocking reads. */
  readonly connection: RedisClient;
  readonly keys: Keys;
  readonly channel: Channel;
  readonly concurrency: number;
  readonly cleanError?: StartWorkerOptions<unknown>['cleanError'];
  /**
   * Sends a notice. After an error the job is retried after one second, later up to five minutes.
   */
  readonly send: SendNotice;
  readonly onFinished: (channel: Channel, status: NoticeStatus) => void;
  readonly onSent: (channel: Channel, waitedMs: number) => void;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}

const LEVELS = {
  sent: 'info',
  repeated: 'info',
  busy: 'info',
  lapsed: 'info',
  no_address: 'info',
  sms_not_configured: 'info',
  country_not_served: 'info',
  unverified: 'info',
  switched_off: 'info',
  too_many: 'warn',
  retrying: 'warn',
  fault: 'warn',
  refused: 'error',
  exhausted: 'error',
  failed: 'error',
} as const satisfies Record<NoticeStatus, 'info' | 'warn' | 'error'>;

/** Consumes one channel's queue. A malformed job, or a notice given up, fails permanently. */
export function startNotificationWorker(options: NotificationWorkerOptions): { close(): Promise<void> } {
  const { channel, log } = options;
  const work = async (job: Job): Promise<string> => {
    const startedMs = performance.now();
    const finish = (status: NoticeStatus, err?: unknown) => {
      options.onFinished(channel, status);
      const durationMs = Math.round(performance.now() - startedMs);
      log[LEVELS[status]]({ jobId: job.id, channel, status, durationMs, err }, 'notice');
      if (LEVELS[status] !== 'error') return status;
      throw new UnrecoverableError(err instanceof Error ? err.message : status);
    };
    const notice = readNotice(job, channel);
    if (notice === null) return finish('failed', new Error(`job ${job.id} holds no notice for ${channel}`));
    let outcome: NoticeOutcome;
    try {
      outcome = await options.send(notice);
    } catch (err) {
      finish('fault', err);
      throw err;
    }
    if (outcome.status === 'sent') options.onSent(channel, outcome.waitedMs);
    return finish(...statusOf(outcome, notice));
  };
  const worker = startWorker({
    connection: options.connection,
    keys: options.keys,
    queue: NOTIFICATION_QUEUES[channel],
    process: work,
    concurrency: options.concurrency,
    ...(options.cleanError && { cleanError: options.cleanError }),
    backoffMs: (attempt) => Math.min(FIRST_BACKOFF_MS * 2 ** (attempt - 1), LAST_BACKOFF_MS),
    log,
  });
  return { close: () => worker.close() };
}

function statusOf(outcome: NoticeOutcome, { eventId }: NoticeKey): [NoticeStatus, unknown?] {
  switch (outcome.status) {
    case 'sent':
    case 'busy':
      return [outcome.status];
    case 'already_sent':
      return ['repeated'];
    case 'postponed':
      return ['retrying', outcome.cause];
    case 'given_up':
      return [outcome.reason, outcome.cause];
    case 'unknown':
      return ['failed', new Error(`no notice of ${eventId} was planned`)];
  }
}

function readNotice(job: Job, channel: Channel): NoticeKey | null {
  const notice = noticeKey.safeParse(job.data);
  return notice.success && notice.data.channel === channel ? notice.data : null;
}
