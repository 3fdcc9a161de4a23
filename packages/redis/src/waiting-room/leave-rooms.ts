import type { AccountId } from '@concert-mania/core/shared/ids';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';
import { defineRoomScripts } from './scripts.ts';

/** Gives up all places of an account in served rooms. */
export function makeLeaveRooms(redis: RedisClient, keys: Keys): (id: AccountId) => Promise<void> {
  const run = defineRoomScripts(redis, keys);
  return async (id) => {
    const rooms = await redis.zrange(keys.dueRooms, 0, '-1');
    await Promise.all(
      rooms.map((concertId) => run('leave', concertId as `con_${string}`, [id, '', 'any token'])),
    );
  };
}
