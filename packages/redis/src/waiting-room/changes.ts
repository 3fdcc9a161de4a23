import type { AccountId } from '@concert-mania/core/shared/ids';
import type { PlaceChanges } from '@concert-mania/core/waiting-room/ports';
import type { RedisClient } from '../connection/connection.ts';
import { makeSubscriptions } from '../connection/subscriptions.ts';
import type { Keys } from '../keys.ts';

interface Waiting {
  readonly accountId: AccountId;
  readonly onChange: () => void;
}

/** Notifies clients of admissions and of their room's opening. One channel per concert. */
export function makePlaceChanges(subscriber: RedisClient, keys: Keys): PlaceChanges {
  const subscriptions = makeSubscriptions<Waiting>(subscriber, (text, everybody) => {
    const [kind, ...accounts] = text.split(' ');
    const named = new Set(accounts);
    for (const { accountId, onChange } of everybody) {
      if (kind === 'opened' || named.has(accountId)) onChange();
    }
  });
  return {
    subscribe: (concertId, accountId, onChange) =>
      subscriptions.subscribe(keys.waitingRoomChannel(concertId), { accountId, onChange }),
  };
}
