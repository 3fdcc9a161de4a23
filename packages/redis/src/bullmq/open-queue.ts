import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Keys } from '../keys.ts';

/**
 * A queue over the caller's connection. Whoever opened the connection hears of its errors; without a listener here BullMQ
 * would print each of them to the console once more for every queue.
 */
export function openQueue(name: string, redis: Redis, keys: Keys): Queue {
  const queue = new Queue(name, { connection: redis, prefix: keys.queuePrefix });
  queue.on('error', () => undefined);
  return queue;
}
