import type { ProgrammeNews } from '@concert-mania/core/catalogue/ports';
import type { RedisClient } from '../connection/connection.ts';
import { makeSubscriptions } from '../connection/subscriptions.ts';
import type { Keys } from '../keys.ts';

/** Tells every process that the programme was edited. */
export const announceEdit = async (redis: RedisClient, keys: Keys): Promise<void> => {
  await redis.publish(keys.programmeChannel, '');
};

/**
 * Edits of the programme over pub/sub. Listeners are also called whenever edits may have been
 * missed. `subscriber` must not be used for other commands.
 */
export function makeProgrammeNews(redis: RedisClient, subscriber: RedisClient, keys: Keys): ProgrammeNews {
  const channel = keys.programmeChannel;
  const callAll = (listeners: readonly (() => void)[]): void => {
    for (const onEdited of listeners) onEdited();
  };
  const subscriptions = makeSubscriptions<() => void>(
    subscriber,
    (_, listeners) => callAll(listeners),
    callAll,
  );
  return {
    announce: () => announceEdit(redis, keys),
    listen: (onEdited) => subscriptions.follow(channel, onEdited),
  };
}
