import { readFileSync } from 'node:fs';
import type { ConcertId } from '@concert-mania/core/shared/ids';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';

const NAMES = [
  'join',
  'place',
  'leave',
  'check-passes',
  'end-pass',
  'admit',
  'pause',
  'serving',
  'read-unannounced',
  'shelve',
  'begin-draw',
  'read-gathered',
  'write-draw',
  'finish-draw',
] as const;
export type RoomScript = (typeof NAMES)[number];

/** Every script takes all keys of the room, which share a hash tag. */
const KEY_COUNT = 11;

/** The text of a file with its includes inserted. */
const load = (file: string): string =>
  readFileSync(new URL(`./lua/${file}.lua`, import.meta.url), 'utf8').replaceAll(
    /^--- @include "([a-z-]+)"$/gm,
    (_, included: string) => load(included),
  );

const SOURCES: ReadonlyMap<RoomScript, string> = new Map(
  NAMES.map((name) => [name, load(`${name}-${KEY_COUNT}`)]),
);

export type RunRoomScript = (
  script: RoomScript,
  concertId: ConcertId,
  args: readonly (string | number)[],
) => Promise<unknown>;

/** Makes the scripts callable on a connection: one EVALSHA each. */
export function defineRoomScripts(redis: RedisClient, keys: Keys): RunRoomScript {
  const command = (name: RoomScript): string => `waitingRoom:${name}`;
  for (const [name, lua] of SOURCES) redis.defineCommand(command(name), { numberOfKeys: KEY_COUNT, lua });
  const commands = redis as unknown as Readonly<
    Record<string, (...args: readonly (string | number)[]) => Promise<unknown>>
  >;
  return (script, concertId, args) => {
    const run = commands[command(script)];
    if (!run) throw new Error(`the connection has no waiting-room script ${script}`);
    return run.call(redis, ...keys.waitingRoom(concertId), ...args);
  };
}
