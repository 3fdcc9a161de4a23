import { SEAT_STATUSES } from '@concert-mania/core/catalogue/model';
import type { SeatChanges, SeatNews } from '@concert-mania/core/catalogue/ports';
import { z } from 'zod';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';

const message = z.object({
  version: z.int(),
  changes: z.array(z.tuple([z.int().min(1), z.enum(SEAT_STATUSES)])),
});

type OnNews = (news: SeatNews) => void;

/**
 * Tells who is listening about seats that changed, over one connection for the whole process; a performance's channel is
 * subscribed to only while somebody listens. After a lost connection everybody hears of a gap, once listening again.
 */
export function makeSeatChanges(subscriber: RedisClient, keys: Keys): SeatChanges {
  const listening = new Map<string, Set<OnNews>>();
  const tell = (channel: string, news: SeatNews): void => {
    for (const onNews of listening.get(channel) ?? []) onNews(news);
  };

  subscriber.on('message', (channel: string, text: string) => {
    if (!listening.has(channel)) return;
    const parsed = message.safeParse(parseJson(text));
    tell(channel, parsed.success ? { kind: 'change', ...parsed.data } : { kind: 'gap' });
  });
  subscriber.on('ready', () => {
    const channels = [...listening.keys()];
    if (channels.length === 0) return;
    subscriber
      .subscribe(...channels)
      .then(() => {
        for (const channel of channels) tell(channel, { kind: 'gap' });
      })
      .catch(() => {
        // The connection broke again; the next one brings the next 'ready'.
      });
  });

  return {
    subscribe: async (performanceId, onNews) => {
      const channel = keys.seatChannel(performanceId);
      const listeners = listening.get(channel) ?? new Set();
      listeners.add(onNews);
      listening.set(channel, listeners);
      const stop = (): void => {
        listeners.delete(onNews);
        if (listeners.size > 0 || listening.get(channel) !== listeners) return;
        listening.delete(channel);
        subscriber.unsubscribe(channel).catch(() => {
          // The connection broke; a new one subscribes only to what is still listened to.
        });
      };
      try {
        await subscriber.subscribe(channel);
      } catch (error) {
        stop();
        throw error;
      }
      return stop;
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
