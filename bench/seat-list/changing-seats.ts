import { setTimeout as pause } from 'node:timers/promises';
import { makeSeatStatusReader } from '@concert-mania/db/catalogue/seat-status-store';
import { makeKeys } from '@concert-mania/redis/keys';
import { makeSeatStatusCache } from '@concert-mania/redis/seats/seat-status-cache';
import type { Bench } from '../measuring/stack.ts';

const EVERY_MS = 100;
let position = 0;

/** Changes one seat after another in the seat status cache, as the relay of events does. */
export function changeSeats(
  { redis, db }: Bench,
  hall: { readonly performanceId: string; readonly seats: number },
): { stop(): Promise<void> } {
  const cache = makeSeatStatusCache(redis, makeKeys(), makeSeatStatusReader(db));
  let stopped = false;
  const change = async (): Promise<void> => {
    while (!stopped) {
      position += 1;
      const seat = (position % hall.seats) + 1;
      await cache.apply(hall.performanceId, [[seat, position % 2 === 0 ? 'A' : 'H']], position);
      await pause(EVERY_MS);
    }
  };
  const changing = change();
  return {
    stop: () => {
      stopped = true;
      return changing;
    },
  };
}
