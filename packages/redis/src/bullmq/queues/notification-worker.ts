import type { Channel, NoticeStatus } from '@concert-mania/core/notifications/model';
import type { SendNotice } from '@concert-mania/core/notifications/send-notice';
import { type Job, UnrecoverableError } from 'bullmq';
import type { RedisClient } from '../../connection/connection.ts';
import type { Keys } from '../../keys.ts';
import { type StartWorkerOptions, startWorker } from '../start-worker.ts';
import { countOf, type Ended, endOf, isUnended, LEVELS, statusOf } from './notice-ends.ts';
import { keepNotices, readNotices } from './notice-jobs.ts';
import { makeNoticePlaces } from './notice-places.ts';
import { NOTIFICATION_QUEUES } from './notification-queue.ts';

const FIRST_BACKOFF_MS = 1_000;
const LAST_BACKOFF_MS = 300_000;

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

/** Claimed or being sent: enough that the next notices are claimed while others are sent. */
const NOTICES_AT_ONCE = 75;
/** Jobs that wait for places, beyond those whose notices all wait for the carrier. */
const JOBS_IN_LINE = 2;

/**
 * Consumes one channel's queue. A malformed job, or one with a notice given up as wrong, fails
 * permanently; a person may retry it, and its sent notices are not sent again.
 */
export function startNotificationWorker(options: NotificationWorkerOptions): { close(): Promise<void> } {
  const { channel, log } = options;
  const places = makeNoticePlaces(NOTICES_AT_ONCE);
  let isClosing = false;
  const work = async (job: Job): Promise<string> => {
    const startedMs = performance.now();
    const eventIds = noticesOf(job, options);
    await places.take(eventIds.length);
    if (isClosing) {
      eventIds.forEach(places.free);
      throw new Error(`job ${job.id} is left to another worker, because this one stops`);
    }
    const ended = await Promise.all(
      eventIds.map((eventId) => sendOne(eventId, job, options).finally(places.free)),
    );
    const statuses = countOf(ended);
    // The next attempt must not take postponed notices before they are due.
    const again = eventIds.filter((_, index) => isUnended(ended[index]));
    if (statuses.fault && again.length < eventIds.length) await keepNotices(job, again);
    const durationMs = Math.round(performance.now() - startedMs);
    log.info({ jobId: job.id, channel, statuses, durationMs }, 'notices');
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

/** The events of a job's notices. A malformed job fails for good. */
function noticesOf(job: Job, { channel, onFinished, log }: NotificationWorkerOptions): readonly string[] {
  const eventIds = readNotices(job, channel);
  if (eventIds !== null) return eventIds;
  const err = new UnrecoverableError(`job ${job.id} holds no notice for ${channel}`);
  onFinished(channel, 'failed');
  log.error({ jobId: job.id, channel, status: 'failed', err }, 'notice');
  throw err;
}

/** Never rejects. */
async function sendOne(
  eventId: string,
  job: Job,
  { channel, send, onSent, onFinished, log }: NotificationWorkerOptions,
): Promise<Ended> {
  const ended = await send({ eventId, channel }).then(
    (outcome) => {
      if (outcome.status === 'sent') onSent(channel, outcome.waitedMs);
      return statusOf(outcome, eventId);
    },
    (error: unknown): Ended => ['fault', error],
  );
  const [status, err] = ended;
  onFinished(channel, status);
  if (status !== 'sent') log[LEVELS[status]]({ jobId: job.id, eventId, channel, status, err }, 'notice');
  return ended;
}
