import { readFileSync } from 'node:fs';
import type { AdmissionSchedule, DueRooms } from '@concert-mania/core/waiting-room/ports';
import { z } from 'zod';
import type { RedisClient } from '../connection/connection.ts';
import { makeSubscriptions } from '../connection/subscriptions.ts';
import type { Keys } from '../keys.ts';

const script = (name: string): string => readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), 'utf8');
const TAKE = script('take-due-rooms-1');
const ADD = script('add-due-room-1');

/** A batch takes milliseconds. After this long the process that took the room counts as dead. */
const LEASE_MS = 3_000;
/** The pace is per second, so a room whose batch is later than this admits too slowly. */
export const OVERDUE_MS = 1_000;

interface Scripts {
  addDueRoom(due: string, concertId: string, channel: string): Promise<null>;
  takeDueRooms(due: string, ...args: readonly (string | number)[]): Promise<unknown>;
}

const reply = z.tuple([z.int(), z.int(), z.int(), z.int()], z.string());

/** The served rooms in Redis: one call returns all handled rooms and takes all due ones. */
export function makeDueRooms(redis: RedisClient, keys: Keys): DueRooms & AdmissionSchedule {
  redis.defineCommand('takeDueRooms', { numberOfKeys: 1, lua: TAKE });
  redis.defineCommand('addDueRoom', { numberOfKeys: 1, lua: ADD });
  const scripts = redis as RedisClient & Scripts;
  return {
    ensure: async (concertId) => {
      await scripts.addDueRoom(keys.dueRooms, concertId, keys.dueRoomsChannel);
    },
    remove: async (concertId) => {
      await redis.zrem(keys.dueRooms, concertId);
    },
    take: async (handled, most, dueForMs) => {
      const back = handled.flatMap(({ concertId, dueInMs }) => [concertId, dueInMs]);
      const answer = await scripts.takeDueRooms(keys.dueRooms, most, LEASE_MS, OVERDUE_MS, dueForMs, ...back);
      const [nextDueMs, rooms, overdue, lagMs, ...concertIds] = reply.parse(answer);
      return { concertIds, nextDueMs: nextDueMs < 0 ? null : nextDueMs, rooms, overdue, lagMs };
    },
  };
}

/**
 * Calls back when a room was added, and whenever that may have been missed. An idle worker looks
 * once a second anyway.
 */
export function onRoomAdded(subscriber: RedisClient, keys: Keys, wake: () => void): void {
  makeSubscriptions<() => void>(subscriber, wake, wake).follow(keys.dueRoomsChannel, wake);
}
