import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keptPassword } from '../postgres/password-file.ts';
import type { Durability } from '../postgres/postgres-server.ts';
import type { ServerSpec } from '../processes/guardian-protocol.ts';
import type { RedisProgram } from './redis-program.ts';

/** A data folder ready to be served, on whatever port. */
export type PreparedRedis = {
  readonly specAt: (port: number) => Promise<ServerSpec>;
  readonly urlAt: (port: number) => string;
};

/** Makes sure that `<dataDir>/redis-data` can be served by the program, behind a password of its own. */
export async function prepareRedis(
  dataDir: string,
  durability: Durability,
  program: RedisProgram,
): Promise<PreparedRedis> {
  const folder = join(dataDir, 'redis-data');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const password = await keptPassword(join(dataDir, 'redis-password'));
  const config = join(folder, 'redis.conf');
  return {
    async specAt(port) {
      const place = program.place(folder, port);
      const lines = { ...SETTINGS[durability], ...place.settings, requirepass: password };
      const text = Object.entries(lines).map(([name, value]) => `${name} ${value}\n`);
      await writeFile(config, text.join(''), { mode: 0o600 });
      return {
        name: 'redis',
        command: place.command,
        args: [...place.args, place.pathOf(config)],
        logFile: join(dataDir, 'redis.log'),
        stopSignal: 'SIGTERM',
      };
    },
    urlAt: (port) => `redis://:${password}@127.0.0.1:${port}`,
  };
}

const COMMON = {
  'maxmemory-policy': 'noeviction',
  // A job's data is longer than the 64 bytes that Redis keeps compact by default; compact, a hold costs it 15 % less.
  'hash-max-listpack-value': 4_096,
  save: '""',
  daemonize: 'no',
  loglevel: 'notice',
};

/**
 * A hold appends 1.6 KB, so that by Redis' own default (64 MB) the file would be rewritten over and over during a sale, for
 * a third of Redis' CPU time. A file of this size is loaded in 3 s after a crash.
 */
const REWRITES = { 'auto-aof-rewrite-min-size': '512mb', rdbcompression: 'no' };

/** Accepted commands live in Redis until they are decided, so each write is on disk before it is acknowledged. */
const SETTINGS = {
  durable: { ...COMMON, appendonly: 'yes', appendfsync: 'always', ...REWRITES },
  fast: { ...COMMON, appendonly: 'no' },
};
