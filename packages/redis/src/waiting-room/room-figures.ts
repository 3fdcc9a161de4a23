import type { ConcertId } from '@concert-mania/core/shared/ids';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';

export interface RoomFigures {
  readonly concert: ConcertId;
  readonly waiting: number;
  readonly active: number;
}

/** Counts the fans of waiting rooms. Those whose pass has just ended may still count as active. */
export const readRoomFigures = (
  redis: RedisClient,
  keys: Keys,
  concertIds: readonly ConcertId[],
): Promise<readonly RoomFigures[]> =>
  Promise.all(
    concertIds.map(async (concert) => {
      const [, , line = '', inside = ''] = keys.waitingRoom(concert);
      const [waiting, active] = await Promise.all([redis.zcard(line), redis.zcard(inside)]);
      return { concert, waiting, active };
    }),
  );
