import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';

export interface Place {
  readonly token: string;
  readonly status: 'waiting' | 'admitted';
}

const TICK_MS = 100;
const ADMITTED_PER_TICK = 1_000;

/**
 * The usual waiting room: a sorted set by time of arrival. A tick admits the first of it; the API
 * holds requests of waiting fans and looks for them after each tick.
 */
export function startWaitingRoom(redis: Redis) {
  const rooms = new Set<string>();
  const waiters = new Map<string, Map<string, () => void>>();
  const keys = (concertId: string) => ({
    tokens: `room:${concertId}:tokens`,
    waiting: `room:${concertId}:waiting`,
    active: `room:${concertId}:active`,
  });

  const tick = async (concertId: string): Promise<void> => {
    const { waiting, active } = keys(concertId);
    const popped = await redis.zpopmin(waiting, ADMITTED_PER_TICK);
    const admitted = popped.filter((_, at) => at % 2 === 0);
    if (admitted.length > 0) await redis.hset(active, ...admitted.flatMap((account) => [account, '1']));
    const here = waiters.get(concertId);
    if (!here || here.size === 0) return;
    const accounts = [...here.keys()];
    const states = await redis.hmget(active, ...accounts);
    accounts.forEach((account, at) => {
      if (states[at] !== null) here.get(account)?.();
    });
  };
  setInterval(() => {
    for (const concertId of rooms) tick(concertId).catch((error: unknown) => console.error(error));
  }, TICK_MS);

  const look = async (concertId: string, accountId: string): Promise<Place | null> => {
    const { tokens, active } = keys(concertId);
    const [token, admitted] = await Promise.all([
      redis.hget(tokens, accountId),
      redis.hget(active, accountId),
    ]);
    return token === null ? null : { token, status: admitted === null ? 'waiting' : 'admitted' };
  };
  const untilAdmitted = (concertId: string, accountId: string, waitMs: number): Promise<void> =>
    new Promise((resolve) => {
      const here = waiters.get(concertId) ?? new Map<string, () => void>();
      waiters.set(concertId, here);
      const end = () => {
        clearTimeout(late);
        here.delete(accountId);
        resolve();
      };
      const late = setTimeout(end, waitMs);
      here.set(accountId, end);
    });

  return {
    join: async (concertId: string, accountId: string): Promise<Place> => {
      rooms.add(concertId);
      const { tokens, waiting } = keys(concertId);
      await redis
        .multi()
        .hsetnx(tokens, accountId, randomUUID())
        .zadd(waiting, 'NX', Date.now(), accountId)
        .exec();
      const place = await look(concertId, accountId);
      if (place === null) throw new Error(`account ${accountId} is not in the room of ${concertId}`);
      return place;
    },
    look,
    /** Waits at most so long for the fan's admission. */
    wait: async (concertId: string, accountId: string, waitMs: number): Promise<Place | null> => {
      const place = await look(concertId, accountId);
      if (place?.status !== 'waiting' || waitMs === 0) return place;
      await untilAdmitted(concertId, accountId, waitMs);
      return look(concertId, accountId);
    },
  };
}

/** Ends the pass of a fan who paid. */
export const endPass = (redis: Redis, concertId: string, accountId: string): Promise<number> =>
  redis.hdel(`room:${concertId}:active`, accountId);
