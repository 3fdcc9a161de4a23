import { Queue } from 'bullmq';
import type { RedisClient } from '../../connection/connection.ts';
import type { Keys } from '../../keys.ts';

/**
 * A queue over the caller's connection. Whoever opened the connection hears of its errors; without a listener here BullMQ
 * would print each of them to the console once more for every queue.
 */
export function openQueue(name: string, redis: RedisClient, keys: Keys): Queue {
  const queue = new Queue(name, { connection: redis, prefix: keys.queuePrefix(name) });
  queue.on('error', () => undefined);
  return queue;
}
