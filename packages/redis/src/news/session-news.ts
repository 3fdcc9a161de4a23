import type { SessionNews } from '@concert-mania/core/identity/sessions/session';
import type { SessionId } from '@concert-mania/core/shared/ids';
import { z } from 'zod';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';

const message = z.array(z.string());

/** Ended sessions over pub/sub; `subscriber` is a connection that only listens. */
export function makeSessionNews(
  redis: RedisClient,
  subscriber: RedisClient,
  keys: Keys,
): SessionNews & {
  /** Calls `onEnded` for each message, and `onSubscribed` after every time that news may be lost. */
  listen(onEnded: (ids: readonly SessionId[]) => void, onSubscribed: () => void): void;
} {
  const channel = keys.sessionChannel;
  return {
    announce: async (ended) => {
      if (ended.length > 0) await redis.publish(channel, JSON.stringify(ended));
    },
    listen: (onEnded, onSubscribed) => {
      subscriber.on('message', (from: string, text: string) => {
        if (from === channel) onEnded(message.parse(JSON.parse(text)));
      });
      const subscribe = () => {
        // A subscription that fails is made again by the next 'ready'.
        subscriber.subscribe(channel).then(onSubscribed, () => undefined);
      };
      subscriber.on('ready', subscribe);
      if (subscriber.status === 'ready') subscribe();
    },
  };
}
