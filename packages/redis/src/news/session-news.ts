import type { SessionNews } from '@concert-mania/core/identity/sessions/session';
import type { SessionId } from '@concert-mania/core/shared/ids';
import { z } from 'zod';
import type { RedisClient } from '../connection/connection.ts';
import { makeSubscriptions } from '../connection/subscriptions.ts';
import type { Keys } from '../keys.ts';

const message = z.array(z.string());

interface Listener {
  readonly onEnded: (ids: readonly SessionId[]) => void;
  readonly onSubscribed: () => void;
}

/** Ended sessions over pub/sub. `subscriber` must not be used for other commands. */
export function makeSessionNews(
  redis: RedisClient,
  subscriber: RedisClient,
  keys: Keys,
): SessionNews & {
  /** Calls `onEnded` for each message, and `onSubscribed` each time that messages may be lost. */
  listen(onEnded: (ids: readonly SessionId[]) => void, onSubscribed: () => void): void;
} {
  const channel = keys.sessionChannel;
  const subscriptions = makeSubscriptions<Listener>(
    subscriber,
    (text, listeners) => {
      const ids = message.parse(JSON.parse(text));
      for (const { onEnded } of listeners) onEnded(ids);
    },
    (listeners) => {
      for (const { onSubscribed } of listeners) onSubscribed();
    },
  );
  return {
    announce: async (ended) => {
      if (ended.length > 0) await redis.publish(channel, JSON.stringify(ended));
    },
    listen: (onEnded, onSubscribed) => subscriptions.follow(channel, { onEnded, onSubscribed }),
  };
}
