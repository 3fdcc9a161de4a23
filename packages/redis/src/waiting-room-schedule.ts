import type { AdmissionSchedule } from '@concert-mania/core/waiting-room/ports';
import { openQueue } from './bullmq/open-queue.ts';
import type { RedisClient } from './connection.ts';
import { makeDueRooms } from './due-rooms.ts';
import type { Keys } from './keys.ts';

export const ADMISSIONS_QUEUE = 'admissions';

/** How often an admission-worker of the version before wants to be called. */
const BELL_MS = 1_000;
/** Rings that are kept to be looked at. */
const KEPT = { completed: 100, failed: 1_000 } as const;

/**
 * The set of rooms that are looked after, and a bell: a BullMQ job scheduler that wakes an idle admission-worker and that
 * one of the version before ticks by. The connection is shared with the caller, who closes it.
 */
export function makeAdmissionSchedule(
  redis: RedisClient,
  keys: Keys,
): AdmissionSchedule & {
  /** What to do when the bell of a room rings: has it looked after, also where a process of the version before rang. */
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
