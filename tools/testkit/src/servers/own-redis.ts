import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePorts } from '@concert-mania/local-stack/free-port';
import { waitUntil } from '@concert-mania/local-stack/processes/wait-until';
import { findRedisProgram, type RedisProgram } from '@concert-mania/local-stack/redis/redis-program';
import { readServerFacts } from '@concert-mania/redis/connection/server-facts';
import { afterAll } from 'vitest';

const CACHE_DIR = resolve(import.meta.dirname, '../../../../.local');
const ANSWERS_WITHIN_MS = 20_000;

/** Lines of redis.conf in addition to those of every test server. */
export type RedisSettings = Readonly<Record<string, string | number>>;

export interface OwnRedis {
  readonly port: number;
  readonly url: string;
  kill(signal: NodeJS.Signals): void;
}

export interface OwnRedisServers {
  /** Starts a server without a password on a free port; resolves when it answers. */
  start(settings?: RedisSettings, port?: number): Promise<OwnRedis>;
  /** Starts a Sentinel that watches a master named `main` and fails over automatically. */
  startSentinel(masterPort: number): Promise<OwnRedis>;
}

/**
 * Redis servers that a test file may break. Call it at the top of the test file: it kills them
 * after the last test.
 */
export async function ownRedisServers(): Promise<OwnRedisServers> {
  const folder = await mkdtemp(join(tmpdir(), 'concert-mania-redis-'));
  const program = await findRedisProgram(CACHE_DIR, () => undefined);
  const running: ChildProcess[] = [];
  const kill = () => {
    for (const server of running) server.kill('SIGKILL');
  };
  process.once('exit', kill);
  afterAll(async () => {
    const alive = running.filter((server) => server.exitCode === null && server.signalCode === null);
    const gone = alive.map((server) => once(server, 'exit'));
    kill();
    await Promise.all(gone);
    process.off('exit', kill);
    await rm(folder, { recursive: true, force: true });
  });

  const run = async (port: number, settings: RedisSettings, flags: readonly string[]): Promise<OwnRedis> => {
    const server = await spawnRedis(program, join(folder, `${port}`), { port, settings, flags });
    running.push(server);
    const url = `redis://127.0.0.1:${port}`;
    const answers = () => readServerFacts(url).then(Boolean, () => false);
    if (!(await waitUntil(answers, ANSWERS_WITHIN_MS)))
      throw new Error(`Redis on port ${port} does not answer`);
    return { port, url, kill: (signal) => void server.kill(signal) };
  };
  const freePort = async () => (await freePorts(1))[0] ?? 0;
  return {
    start: async (settings = {}, port) => run(port ?? (await freePort()), { save: '""', ...settings }, []),
    startSentinel: async (masterPort) => run(await freePort(), sentinelSettings(masterPort), ['--sentinel']),
  };
}

const sentinelSettings = (masterPort: number): RedisSettings => ({
  'sentinel monitor': `main 127.0.0.1 ${masterPort} 1`,
  'sentinel down-after-milliseconds': 'main 1000',
  'sentinel failover-timeout': 'main 5000',
});

/** Starts a server in a new folder with its settings. */
export async function spawnRedis(
  program: RedisProgram,
  folder: string,
  server: { readonly port: number; readonly settings: RedisSettings; readonly flags?: readonly string[] },
): Promise<ChildProcess> {
  const { command, args, settings } = program.place(folder, server.port);
  const lines = { ...settings, dir: '.', ...server.settings };
  const config = `${folder}.conf`;
  await writeFile(
    config,
    Object.entries(lines)
      .map(([name, value]) => `${name} ${value}\n`)
      .join(''),
  );
  return spawn(command, [...args, config, ...(server.flags ?? [])], {
    cwd: resolve(folder, '..'),
    stdio: 'ignore',
  });
}
