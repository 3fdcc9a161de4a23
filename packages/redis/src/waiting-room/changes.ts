import type { AccountId } from '@concert-mania/core/shared/ids';
import type { PlaceChanges } from '@concert-mania/core/waiting-room/ports';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';

type Watchers = Map<AccountId, Set<() => void>>;

/**
 * Tells waiting clients that they are admitted. One channel per concert, listened to only while somebody waits here.
 * Needs a connection in subscriber mode, which may be shared with other subscribers.
 */
export function makePlaceChanges(subscriber: RedisClient, keys: Keys): PlaceChanges {
  const rooms = new Map<string, Watchers>();
  subscriber.on('message', (channel: string, message: string) => {
    const watchers = rooms.get(channel);
    if (!watchers) return;
    const [kind, ...accounts] = message.split(' ');
    const concerned = kind === 'opened' ? watchers.keys() : accounts;
    for (const account of concerned) {
      for (const onChange of watchers.get(account) ?? []) onChange();
    }
  });

  return {
    subscribe: async (concertId, accountId, onChange) => {
      const channel = keys.waitingRoomChannel(concertId);
      const watchers: Watchers = rooms.get(channel) ?? new Map();
      rooms.set(channel, watchers);
      const own = watchers.get(accountId) ?? new Set();
      watchers.set(accountId, own.add(onChange));
      const unsubscribe = () => {
        own.delete(onChange);
        if (own.size === 0 && watchers.get(accountId) === own) watchers.delete(accountId);
        if (watchers.size > 0 || rooms.get(channel) !== watchers) return;
        rooms.delete(channel);
        subscriber.unsubscribe(channel).catch(() => {
          // The connection broke; a new one subscribes only to what is still watched.
        });
      };
      try {
        // Every watcher subscribes anew: it resolves only once the channel is really listened to.
        await subscriber.subscribe(channel);
      } catch (error) {
        unsubscribe();
        throw error;
      }
      return unsubscribe;
    },
  };
}
