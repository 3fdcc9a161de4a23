import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readServerFacts } from '@concert-mania/redis/connection/server-facts';
import { keptPassword } from '../postgres/password-file.ts';
import type { Durability } from '../postgres/postgres-server.ts';
import type { ProcessSpec } from '../processes/spawn-process.ts';
import type { RedisProgram } from './redis-program.ts';

interface PreparedRedis {
  readonly specAt: (port: number) => Promise<ProcessSpec>;
  readonly urlAt: (port: number) => string;
}

/** Prepares `<dataDir>/redis-data` and the password of its server. */
export async function prepareRedis(
  dataDir: string,
  durability: Durability,
  program: RedisProgram,
): Promise<PreparedRedis> {
  const folder = join(dataDir, 'redis-data');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const password = await keptPassword(join(dataDir, 'redis-password'));
  const config = join(folder, 'redis.conf');
  const urlAt = (port: number) => `redis://:${password}@127.0.0.1:${port}`;
  return {
    async specAt(port) {
      const place = program.place(folder, port);
      const lines = { ...SETTINGS[durability], ...place.settings, requirepass: password };
      const text = Object.entries(lines).map(([name, value]) => `${name} ${value}\n`);
      await writeFile(config, text.join(''), { mode: 0o600 });
      return {
        name: 'redis',
        kind: 'server',
        cwd: '/',
        command: place.command,
        args: [...place.args, place.pathOf(config)],
        logFile: join(dataDir, 'redis.log'),
        stopSignal: 'SIGTERM',
        checkReady: () => readServerFacts(urlAt(port)),
      };
    },
    urlAt,
  };
}

const COMMON = {
  'maxmemory-policy': 'noeviction',
  // The default keeps values up to 64 bytes compact. Compact job data makes a hold 15 % cheaper.
  'hash-max-listpack-value': 4_096,
  save: '""',
  daemonize: 'no',
  loglevel: 'notice',
};

/**
 * A hold appends 1.6 KB. With the default of 64 MB, rewrites took a third of Redis' CPU time during
 * a sale. Redis loads a file of this size in 3 s after a crash.
 */
const REWRITES = { 'auto-aof-rewrite-min-size': '512mb', rdbcompression: 'no' };

/** Redis keeps accepted commands until their decision: each write is on disk before its answer. */
const SETTINGS = {
  durable: { ...COMMON, appendonly: 'yes', appendfsync: 'always', ...REWRITES },
  fast: { ...COMMON, appendonly: 'no' },
};
