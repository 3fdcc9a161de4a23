import { CHANNELS, type Channel, type NoticeStatus } from '@concert-mania/core/notifications/model';
import type { NoticeQueue } from '@concert-mania/core/notifications/ports';
import type { NoticeOutcome, SendNotice } from '@concert-mania/core/notifications/send-notice';
import { type Job, UnrecoverableError } from 'bullmq';
import type { RedisClient } from '../../connection/connection.ts';
import type { Keys } from '../../keys.ts';
import { type StartWorkerOptions, startWorker } from '../start-worker.ts';
import { jobsOf, keepNotices, readNotices } from './notice-jobs.ts';
import { makeNoticePlaces } from './notice-places.ts';
import { openQueue } from './open-queue.ts';

/** One queue per channel, so that a mail server that hangs delays no text message. */
export const NOTIFICATION_QUEUES: Readonly<Record<Channel, string>> = { email: 'mails', sms: 'texts' };

const FIRST_BACKOFF_MS = 1_000;
const LAST_BACKOFF_MS = 300_000;

/** Due notices are queued while fewer jobs wait. */
const SHORT_QUEUE_JOBS = 200;

/**
 * Queues notices, some in each job. A job's id depends on its notices and their attempts, so that
 * the same job is queued once.
 */
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
        if (ofChannel.length > 0) await queue.addBulk(jobsOf(ofChannel, channel));
      }
    },
    readyChannels: async () => {
      const waiting = await Promise.all(queues.map(({ queue }) => queue.getWaitingCount()));
      return CHANNELS.filter((_, index) => (waiting[index] ?? 0) < SHORT_QUEUE_JOBS);
    },
    close: async () => {
      await Promise.all(queues.map(({ queue }) => queue.close()));
    },
  };
}

export interface NotificationWorkerOptions {
  /** A patient connection; BullMQ duplicates it for blocking reads. */
  readonly connection: RedisClient;
  readonly keys: Keys;
  readonly channel: Channel;
  readonly cleanError?: StartWorkerOptions<unknown>['cleanError'];
  /** How many notices the carrier takes at once. */
  readonly atOnce: number;
  /**
   * Sends a notice. Is called for all notices of a job at once. After an error the job is retried
   * after one second, later up to five minutes.
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

/** Claimed or being sent: enough that the next notices are claimed while others are sent. */
const NOTICES_AT_ONCE = 75;
/** Jobs that wait for places, beyond those whose notices all wait for the carrier. */
const JOBS_IN_LINE = 2;

type Ended = readonly [status: NoticeStatus, error?: unknown];

/**
 * Consumes one channel's queue. A malformed job, or one with a notice given up as wrong, fails
 * permanently; a person may retry it, and its sent notices are not sent again.
 */
export function startNotificationWorker(options: NotificationWorkerOptions): { close(): Promise<void> } {
  const { channel, log } = options;
  const places = makeNoticePlaces(NOTICES_AT_ONCE);
  let isClosing = false;
  const sendOne = async (eventId: string, jobId: string | undefined): Promise<Ended> => {
    const ended = await options.send({ eventId, channel }).then(
      (outcome) => {
        if (outcome.status === 'sent') options.onSent(channel, outcome.waitedMs);
        return statusOf(outcome, eventId);
      },
      (error: unknown): Ended => ['fault', error],
    );
    const [status, err] = ended;
    options.onFinished(channel, status);
    if (status !== 'sent') log[LEVELS[status]]({ jobId, eventId, channel, status, err }, 'notice');
    return ended;
  };
  const work = async (job: Job): Promise<string> => {
    const startedMs = performance.now();
    const eventIds = readNotices(job, channel);
    if (eventIds === null) {
      const err = new Error(`job ${job.id} holds no notice for ${channel}`);
      options.onFinished(channel, 'failed');
      log.error({ jobId: job.id, channel, status: 'failed', err }, 'notice');
      throw new UnrecoverableError(err.message);
    }
    await places.take(eventIds.length);
    if (isClosing) {
      eventIds.forEach(places.free);
      throw new Error(`job ${job.id} is left to another worker, because this one stops`);
    }
    const ended = await Promise.all(eventIds.map((eventId) => sendOne(eventId, job.id).finally(places.free)));
    const statuses = countOf(ended);
    // The next attempt must not take postponed notices before they are due.
    const again = eventIds.filter((_, index) => isUnended(ended[index]));
    if (statuses.fault && again.length < eventIds.length) await keepNotices(job, again);
    log.info(
      { jobId: job.id, channel, statuses, durationMs: Math.round(performance.now() - startedMs) },
      'notices',
    );
    return endOf(ended, statuses);
  };
  const worker = startWorker({
    connection: options.connection,
    keys: options.keys,
    queue: NOTIFICATION_QUEUES[channel],
    process: work,
    // A job may have one notice, so as many jobs as the carrier takes notices.
    concurrency: options.atOnce + JOBS_IN_LINE,
    ...(options.cleanError && { cleanError: options.cleanError }),
    backoffMs: (attempt) => Math.min(FIRST_BACKOFF_MS * 2 ** (attempt - 1), LAST_BACKOFF_MS),
    log,
  });
  return {
    close: () => {
      isClosing = true;
      return worker.close();
    },
  };
}

function countOf(ended: readonly Ended[]): Readonly<Partial<Record<NoticeStatus, number>>> {
  const counts: Partial<Record<NoticeStatus, number>> = {};
  for (const [status] of ended) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** Whether a later attempt of its job, or a person's retry, has something to do for a notice. */
const isUnended = (ended: Ended | undefined): boolean =>
  ended !== undefined && (ended[0] === 'fault' || LEVELS[ended[0]] === 'error');

/** The result of a job. Throws if it must be retried, or if a person should see it. */
function endOf(ended: readonly Ended[], statuses: object): string {
  const fault = ended.find(([status]) => status === 'fault');
  if (fault !== undefined) throw fault[1];
  const failed = ended.filter(([status]) => LEVELS[status] === 'error');
  const [first] = failed;
  if (first === undefined) return JSON.stringify(statuses);
  const [status, error] = first;
  const reason = error instanceof Error ? error.message : status;
  throw new UnrecoverableError(
    ended.length === 1 ? reason : `${failed.length} of ${ended.length} notices: ${reason}`,
  );
}

function statusOf(outcome: NoticeOutcome, eventId: string): Ended {
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
