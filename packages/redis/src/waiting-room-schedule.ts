import type { AdmissionSchedule } from '@concert-mania/core/waiting-room/ports';
import { TICK_MS } from '@concert-mania/core/waiting-room/tick-room';
import { openQueue } from './bullmq/open-queue.ts';
import type { RedisClient } from './connection.ts';
import type { Keys } from './keys.ts';

export const ADMISSIONS_QUEUE = 'admissions';

/** Ticks that are kept to be looked at. */
const KEPT = { completed: 100, failed: 1_000 } as const;

/** One BullMQ job scheduler per concert with somebody waiting; each `ensure` starts it anew. The connection is shared with the caller, who closes it. */
export function makeAdmissionSchedule(
  redis: RedisClient,
  keys: Keys,
): AdmissionSchedule & { close(): Promise<void> } {
  const queue = openQueue(ADMISSIONS_QUEUE, redis, keys);
  return {
    ensure: async (concertId) => {
      // One that is there may be due by a clock that runs ahead, minutes from now: BullMQ would leave it so.
      await queue.removeJobScheduler(concertId);
      await queue.upsertJobScheduler(
        concertId,
        { every: TICK_MS },
        {
          name: 'admit',
          data: { concertId },
          opts: { removeOnComplete: { count: KEPT.completed }, removeOnFail: { count: KEPT.failed } },
        },
      );
    },
    remove: async (concertId) => {
      await queue.removeJobScheduler(concertId);
    },
    close: () => queue.close(),
  };
}
