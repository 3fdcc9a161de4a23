import { randomUUID } from 'node:crypto';
import type { ConcertSettings } from '@concert-mania/core/catalogue/ports';
import type { AccountId } from '@concert-mania/core/shared/ids';
import { makeConcertSettingsLookup } from '@concert-mania/db/catalogue/catalogue-lookups';
import { makeKeys } from '@concert-mania/redis/keys';
import { makeDueRooms } from '@concert-mania/redis/waiting-room/due-rooms';
import { makeWaitingRoom } from '@concert-mania/redis/waiting-room/waiting-room';
import { makeSale, newId, type SaleOptions } from '@concert-mania/testkit/data/builders';
import type { Bench } from '../measuring/stack.ts';

export const KEYS = makeKeys();
const HOUR_SECONDS = 3_600;
/** Passes outlast the measurement. */
export const ROOM: SaleOptions = {
  waitingRoomEnabled: true,
  preOpenOrder: 'arrival',
  passSeconds: HOUR_SECONDS,
  claimSeconds: HOUR_SECONDS,
};

/** Makes a concert with a waiting room. */
export async function openRoom({ db }: Bench, options: SaleOptions): Promise<ConcertSettings> {
  const { concertId } = await makeSale(db, { ...ROOM, ...options });
  return findRoom(db, concertId);
}

export async function findRoom(db: Bench['db'], concertId: ConcertSettings['id']): Promise<ConcertSettings> {
  const room = await makeConcertSettingsLookup(db).find(concertId);
  if (room === null) throw new Error(`the database has no concert ${concertId}`);
  return room;
}

/** Has the admission-workers serve the room. The returned function ends that. */
export async function serveRoom({ redis }: Bench, room: ConcertSettings): Promise<() => Promise<void>> {
  const served = makeDueRooms(redis, KEYS);
  await served.ensure(room.id);
  return () => served.remove(room.id);
}

const JOINS_AT_ONCE = 2_000;

/**
 * Lets new fans join, straight through Redis. Returns some from all over the line, with their queue
 * tokens at the same places.
 */
export async function fillRoom(
  { redis }: Pick<Bench, 'redis'>,
  room: ConcertSettings,
  fans: { readonly joining: number; readonly returned?: number; readonly accountIds?: readonly AccountId[] },
) {
  const rooms = makeWaitingRoom(redis, KEYS);
  const every = Math.max(1, Math.floor(fans.joining / (fans.returned ?? 1)));
  const returned: { readonly accountId: AccountId; readonly token: string }[] = [];
  for (let first = 0; first < fans.joining; first += JOINS_AT_ONCE) {
    const joins = Array.from({ length: Math.min(JOINS_AT_ONCE, fans.joining - first) }, async (_, n) => {
      const fan = { accountId: fans.accountIds?.[first + n] ?? newId('usr'), token: randomUUID() };
      await rooms.join({ ...fan, concertId: room.id, rules: room });
      // The head of the line is admitted first: no fan from there is returned.
      return (first + n) % every === every - 1 ? [fan] : [];
    });
    returned.push(...(await Promise.all(joins)).flat());
  }
  return {
    accountIds: returned.map(({ accountId }) => accountId),
    queueTokens: returned.map(({ token }) => token),
  };
}
