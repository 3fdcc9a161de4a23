import type { AdmissionSchedule } from '@concert-mania/core/waiting-room/ports';
import { openQueue } from '../bullmq/queues/open-queue.ts';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';
import { makeDueRooms } from './due-rooms.ts';

export const ADMISSIONS_QUEUE = 'admissions';

/** How often an admission-worker of the previous version expects to be called. */
const BELL_MS = 1_000;
/** Finished rings kept for inspection. */
const KEPT = { completed: 100, failed: 1_000 } as const;

/**
 * The served rooms, and a bell: a BullMQ job scheduler that wakes idle admission-workers and drives
 * those of the previous version. The caller closes the shared connection.
 */
export function makeAdmissionSchedule(
  redis: RedisClient,
  keys: Keys,
): AdmissionSchedule & {
  /** Handles a ring: adds the room to the served ones, even if the previous version rang. */
  answer(concertId: string): Promise<void>;
  close(): Promise<void>;
} {
  const queue = openQueue(ADMISSIONS_QUEUE, redis, keys);
  const { add } = makeDueRooms(redis, keys);
  return {
    ensure: async (concertId) => {
      await add(concertId);
      // An existing one may be due minutes from now by a clock that ran ahead; BullMQ would keep
      // that.
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
