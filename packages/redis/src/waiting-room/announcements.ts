import type { Announcements } from '@concert-mania/core/waiting-room/ports';
import { z } from 'zod';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';
import { defineRoomScripts } from './scripts.ts';

const reply = z.array(z.union([z.string(), z.int()]));

/** The admissions that the script `admit` recorded and that are due and unconfirmed, by time. */
export function makeAnnouncements(redis: RedisClient, keys: Keys): Announcements {
  const run = defineRoomScripts(redis, keys);
  return {
    read: async (concertId, limit) => {
      const flat = reply.parse(await run('read-unannounced', concertId, [limit]));
      return Array.from({ length: flat.length / 2 }, (_, i) => {
        const member = String(flat[2 * i]);
        const at = member.lastIndexOf(':');
        return {
          accountId: member.slice(0, at),
          at: new Date(Number(member.slice(at + 1))),
          isAwaited: flat[2 * i + 1] === 1,
        };
      });
    },
    confirm: async (concertId, admissions) => {
      const members = admissions.map(({ accountId, at }) => `${accountId}:${at.getTime()}`);
      if (members.length > 0) await redis.zrem(keys.waitingRoomUnannounced(concertId), ...members);
    },
  };
}
