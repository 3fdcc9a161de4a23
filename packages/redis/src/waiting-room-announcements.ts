import type { Announcements } from '@concert-mania/core/waiting-room/ports';
import type { RedisClient } from './connection.ts';
import type { Keys } from './keys.ts';

/** The admissions that the script `admit` noted and nobody has confirmed, by time. */
export function makeAnnouncements(redis: RedisClient, keys: Keys): Announcements {
  return {
    read: async (concertId, limit) => {
      const members = await redis.zrange(keys.waitingRoomUnannounced(concertId), '0', String(limit - 1));
      return members.map((member) => {
        const at = member.lastIndexOf(':');
        return { accountId: member.slice(0, at), at: new Date(Number(member.slice(at + 1))) };
      });
    },
    confirm: async (concertId, admissions) => {
      const members = admissions.map(({ accountId, at }) => `${accountId}:${at.getTime()}`);
      if (members.length > 0) await redis.zrem(keys.waitingRoomUnannounced(concertId), ...members);
    },
  };
}
