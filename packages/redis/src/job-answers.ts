import type { JobAnswers } from '@concert-mania/core/jobs/ports';
import type { Redis } from 'ioredis';
import type { Keys } from './keys.ts';

/**
 * Tells waiting clients when their job is final. One channel per job, subscribed to only while somebody waits, so a
 * process hears of the jobs it is asked about and of no others. Needs a connection of its own.
 */
export function makeJobAnswers(subscriber: Redis, keys: Keys): JobAnswers {
  const waiting = new Map<string, Set<() => void>>();
  subscriber.on('message', (channel: string) => {
    for (const onFinal of waiting.get(channel) ?? []) onFinal();
  });

  return {
    subscribe: async (jobId, onFinal) => {
      const channel = keys.jobChannel(jobId);
      const callbacks = waiting.get(channel) ?? new Set();
      callbacks.add(onFinal);
      waiting.set(channel, callbacks);
      // Every waiter subscribes anew: it resolves only once this channel is really listened to.
      await subscriber.subscribe(channel);
      return () => {
        callbacks.delete(onFinal);
        if (callbacks.size > 0) return;
        if (waiting.get(channel) === callbacks) waiting.delete(channel);
        subscriber.unsubscribe(channel).catch(() => {
          // The connection broke; a new one subscribes only to what is still waited for.
        });
      };
    },
  };
}
