import { createHmac, randomUUID } from 'node:crypto';
import type { AccountId, ConcertId } from '@concert-mania/core/shared/ids';
import type { DrawHmac } from '@concert-mania/core/waiting-room/draw-order';
import type { DrawLease, Draws, Gathered } from '@concert-mania/core/waiting-room/ports';
import { z } from 'zod';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';
import { unpackToken } from './codec.ts';
import { defineRoomScripts } from './scripts.ts';
import { newSeed } from './waiting-room.ts';

/** A worker silent for this long loses its draw to the next caller. */
const LEASE_MS = 10_000;
const LEAVERS_PER_CALL = 500;

const beginReply = z.union([z.tuple([z.int(), z.int(), z.string()]), z.tuple([])]);
const gatheredReply = z.array(z.string()).nullable();

export const hmacSha256: DrawHmac = (seed, token) => createHmac('sha256', seed).update(token).digest('hex');

/** The draws in Redis, in chunks so that no call blocks others for long. */
export function makeDraws(redis: RedisClient, keys: Keys): Draws {
  const run = defineRoomScripts(redis, keys);

  return {
    begin: async (concertId: ConcertId): Promise<DrawLease | null> => {
      const attempt = randomUUID();
      const fresh = newSeed();
      const reply = await run('begin-draw', concertId, [attempt, LEASE_MS, fresh.seed, fresh.seedHash]);
      const [gathered, cutoff, seed] = beginReply.parse(reply);
      if (gathered === undefined || cutoff === undefined || seed === undefined) return null;
      return {
        seed,
        gathered,
        read: async (first, count) => {
          const args = [attempt, LEASE_MS, first, count];
          const flat = gatheredReply.parse(await run('read-gathered', concertId, args));
          return flat && readGathered(flat);
        },
        write: async (first, accounts) => {
          const scores = accounts.flatMap((account, i): [number, AccountId] => [
            first + i - cutoff - 1,
            account,
          ]);
          return (await run('write-draw', concertId, [attempt, LEASE_MS, ...scores])) === 1;
        },
        finish: async () => {
          const args = [attempt, LEAVERS_PER_CALL, keys.waitingRoomChannel(concertId)];
          let state = await run('finish-draw', concertId, args);
          while (state === 0) state = await run('finish-draw', concertId, args);
          return state === 1;
        },
      };
    },
  };
}

function readGathered(flat: readonly string[]): readonly Gathered[] {
  const gathered: Gathered[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) {
    gathered.push({ accountId: flat[i] ?? '', token: unpackToken(flat[i + 1] ?? '') });
  }
  return gathered;
}
