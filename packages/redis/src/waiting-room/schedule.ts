import type { AdmissionSchedule } from '@concert-mania/core/waiting-room/ports';
import { openQueue } from '../bullmq/queues/open-queue.ts';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';
import { makeDueRooms } from './due-rooms.ts';

export const ADMISSIONS_QUEUE = 'admissions';

/** How often an admission-worker of the previous version expects to be called. */
const BELL_MS = 1_000;
/** Rings that are kept to be looked at. */
const KEPT = { completed: 100, failed: 1_000 } as const;

/**
 * The set of served rooms, and a bell: a BullMQ job scheduler that wakes idle admission-workers and
 * drives those of the previous version. The caller closes the shared connection.
 */
export function makeAdmissionSchedule(
  redis: RedisClient,
  keys: Keys,
): AdmissionSchedule & {
  /**
   * Handles a ring: adds the room to the served ones, even if a process of the previous version
   * rang.
   */
  answer(concertId: string): Promise<void>;
  close(): Promise<void>;
} {
  const queue = openQueue(ADMISSIONS_QUEUE, redis, keys);
  const { add } = makeDueRooms(redis, keys);
  return {
    ensure: async (concertId) => {
      await add(concertId);
      // One that is there may be due by a clock that runs ahead, minutes from now: BullMQ would leave it so.
      await queue.removeJobScheduler(concertId);
      await queue.upsertJobScheduler(
        concertId,
        { every: BELL_MS },
        {
          name: 'admit',
          data: { concertId },
          opts: { removeOnComplete: { count: KEPT.completed }, removeOnFail: { count: KEPT.failed } },
        },
      );
    },
    answer: async (concertId) => {
      await add(concertId);
      await queue.removeJobScheduler(concertId);
    },
    remove: async (concertId) => {
      await redis.zrem(keys.dueRooms, concertId);
    },
    close: () => queue.close(),
  };
}
