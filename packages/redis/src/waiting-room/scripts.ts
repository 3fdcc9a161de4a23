import type { ConcertId } from '@concert-mania/core/shared/ids';
import type { RedisClient } from '../connection/connection.ts';
import { loadScript } from '../connection/load-script.ts';
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

const SOURCES: ReadonlyMap<RoomScript, string> = new Map(
  NAMES.map((name) => [name, loadScript(new URL(`./lua/${name}-${KEY_COUNT}.lua`, import.meta.url))]),
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
