import type { ProgrammeNews } from '@concert-mania/core/catalogue/ports';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';

/** Edits of the programme over pub/sub; `subscriber` is a connection that only listens. */
export function makeProgrammeNews(redis: RedisClient, subscriber: RedisClient, keys: Keys): ProgrammeNews {
  const channel = keys.programmeChannel;
  return {
    announce: async () => void (await redis.publish(channel, '')),
    listen: (onEdited) => {
      subscriber.on('message', (from: string) => {
        if (from === channel) onEdited();
      });
      const subscribe = () => {
        // Whatever was said while nobody listened was missed.
        subscriber.subscribe(channel).then(onEdited, () => {
          // The connection broke; the next one brings the next 'ready'.
        });
      };
      subscriber.on('ready', subscribe);
      if (subscriber.status === 'ready') subscribe();
    },
  };
}
