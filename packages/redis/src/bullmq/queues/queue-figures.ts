import type { RedisClient } from '../../connection/connection.ts';
import type { Keys } from '../../keys.ts';
import { COMMAND_QUEUES, maxWaitingOf } from '../delivery.ts';
import { NOTIFICATION_QUEUES } from './notification-queue.ts';

const QUEUES = [...COMMAND_QUEUES, ...Object.values(NOTIFICATION_QUEUES)];
const LISTS = { waiting: 'wait', active: 'active' } as const;
const SETS = { delayed: 'delayed', failed: 'failed' } as const;

export interface QueueFigures {
  readonly queue: string;
  readonly jobs: Readonly<Record<keyof typeof LISTS | keyof typeof SETS, number>>;
  /** The age of the job that has waited longest; 0 if none waits. */
  readonly oldestSeconds: number;
  /** The number of waiting jobs beyond which commands are refused; null: no limit. */
  readonly limit: number | null;
}

/** Reads the depths of every queue, and how long the oldest job has waited. */
export function readQueueFigures(
  redis: RedisClient,
  keys: Keys,
  nowMs: () => number,
): Promise<readonly QueueFigures[]> {
  return Promise.all(QUEUES.map((queue) => readQueue(redis, keys.queue(queue), queue, nowMs)));
}

async function readQueue(
  redis: RedisClient,
  prefix: string,
  queue: string,
  nowMs: () => number,
): Promise<QueueFigures> {
  const answers = await redis
    .pipeline()
    .llen(prefix + LISTS.waiting)
    .llen(prefix + LISTS.active)
    .zcard(prefix + SETS.delayed)
    .zcard(prefix + SETS.failed)
    .lindex(prefix + LISTS.waiting, -1)
    .exec();
  const [waiting, active, delayed, failed, oldest] = (answers ?? []).map(([error, answer]) => {
    if (error) throw error;
    return answer;
  });
  const addedMs = typeof oldest === 'string' ? await redis.hget(prefix + oldest, 'timestamp') : null;
  const oldestSeconds = addedMs === null ? 0 : Math.max(0, nowMs() - Number(addedMs)) / 1_000;
  const jobs = {
    waiting: Number(waiting),
    active: Number(active),
    delayed: Number(delayed),
    failed: Number(failed),
  };
  return { queue, jobs, oldestSeconds, limit: maxWaitingOf(queue) };
}
