import { SEAT_STATUSES } from '@concert-mania/core/catalogue/model';
import type { SeatChanges, SeatNews } from '@concert-mania/core/catalogue/ports';
import { z } from 'zod';
import type { RedisClient } from '../connection/connection.ts';
import { makeSubscriptions } from '../connection/subscriptions.ts';
import type { Keys } from '../keys.ts';

const message = z.object({
  version: z.int(),
  changes: z.array(z.tuple([z.int().min(1), z.enum(SEAT_STATUSES)])),
});

type OnNews = (news: SeatNews) => void;

const GAP: SeatNews = { kind: 'gap' };

/** Reports changed seats. After a lost connection or an unreadable message it reports a gap. */
export function makeSeatChanges(subscriber: RedisClient, keys: Keys): SeatChanges {
  const report = (news: SeatNews, listeners: readonly OnNews[]): void => {
    for (const onNews of listeners) onNews(news);
  };
  const subscriptions = makeSubscriptions<OnNews>(
    subscriber,
    (text, listeners) => {
      const parsed = message.safeParse(parseJson(text));
      report(parsed.success ? { kind: 'change', ...parsed.data } : GAP, listeners);
    },
    (listeners) => report(GAP, listeners),
  );
  return {
    subscribe: (performanceId, onNews) => subscriptions.subscribe(keys.seatChannel(performanceId), onNews),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
