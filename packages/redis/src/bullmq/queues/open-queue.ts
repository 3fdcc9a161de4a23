import { Queue } from 'bullmq';
import type { RedisClient } from '../../connection/connection.ts';
import type { Keys } from '../../keys.ts';

/**
 * A queue over the caller's connection, whose owner handles its errors. Without a listener here
 * BullMQ would print each error once per queue.
 */
export function openQueue(name: string, redis: RedisClient, keys: Keys): Queue {
  const queue = new Queue(name, { connection: redis, prefix: keys.queuePrefix(name) });
  queue.on('error', () => undefined);
  return queue;
}
