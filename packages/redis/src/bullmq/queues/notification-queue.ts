import { CHANNELS, type Channel } from '@concert-mania/core/notifications/model';
import type { NoticeQueue } from '@concert-mania/core/notifications/ports';
import type { RedisClient } from '../../connection/connection.ts';
import type { Keys } from '../../keys.ts';
import { jobsOf } from './notice-jobs.ts';
import { openQueue } from './open-queue.ts';

/** One queue per channel, so that a mail server that hangs delays no text message. */
export const NOTIFICATION_QUEUES: Readonly<Record<Channel, string>> = { email: 'mails', sms: 'texts' };

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
