import type { Queue } from 'bullmq';
import type { RedisClient } from '../../connection/connection.ts';
import type { Keys } from '../../keys.ts';
import { COMMAND_QUEUES } from '../delivery.ts';
import { NOTIFICATION_QUEUES } from './notification-queue.ts';
import { openQueue } from './open-queue.ts';

export interface BoardQueues {
  readonly queues: readonly Queue[];
  close(): Promise<void>;
}

/** Every queue, commands first, for a dashboard. Shares the caller's connection. */
export function openBoardQueues(redis: RedisClient, keys: Keys): BoardQueues {
  const names = [...COMMAND_QUEUES, ...Object.values(NOTIFICATION_QUEUES)];
  const queues = names.map((name) => openQueue(name, redis, keys));
  return {
    queues,
    close: async () => {
      await Promise.all(queues.map((queue) => queue.close()));
    },
  };
}
