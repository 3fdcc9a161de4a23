import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '@concert-mania/local-stack/free-port';
import { waitUntil } from '@concert-mania/local-stack/processes/wait-until';
import { findRedisProgram } from '@concert-mania/local-stack/redis/redis-program';
import { readServerFacts } from '@concert-mania/redis/connection/server-facts';
import { afterAll } from 'vitest';

const CACHE_DIR = resolve(import.meta.dirname, '../../../../.local');
const ANSWERS_WITHIN_MS = 20_000;

/** Lines of redis.conf in addition to those of every test server. */
export type RedisSettings = Readonly<Record<string, string | number>>;

interface OwnRedis {
  readonly port: number;
  readonly url: string;
  kill(signal: NodeJS.Signals): void;
}

interface OwnRedisServers {
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
  const spawnRedis = await prepareRedisProcesses('redis');
  const run = async (
    port: number,
    settings: RedisSettings,
    flags: readonly string[] = [],
  ): Promise<OwnRedis> => {
    const server = await spawnRedis(port, settings, flags);
    const url = `redis://127.0.0.1:${port}`;
    const answers = () => readServerFacts(url).then(Boolean, () => false);
    if (!(await waitUntil(answers, ANSWERS_WITHIN_MS)))
      throw new Error(`Redis on port ${port} does not answer`);
    return { port, url, kill: (signal) => void server.kill(signal) };
  };
  return {
    start: async (settings = {}, port) => run(port ?? (await freePort()), { save: '""', ...settings }),
    startSentinel: async (masterPort) => run(await freePort(), sentinelSettings(masterPort), ['--sentinel']),
  };
}

const sentinelSettings = (masterPort: number): RedisSettings => ({
  'sentinel monitor': `main 127.0.0.1 ${masterPort} 1`,
  'sentinel down-after-milliseconds': 'main 1000',
  'sentinel failover-timeout': 'main 5000',
});

/** Starts Redis processes in a new folder. Kills them and removes it after the last test. */
export async function prepareRedisProcesses(name: string) {
  const folder = await mkdtemp(join(tmpdir(), `concert-mania-${name}-`));
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
  return async (
    port: number,
    settings: RedisSettings,
    flags: readonly string[] = [],
  ): Promise<ChildProcess> => {
    const place = program.place(join(folder, `${port}`), port);
    const config = join(folder, `${port}.conf`);
    const lines = Object.entries({ ...place.settings, dir: '.', port, ...settings });
    await writeFile(config, lines.map(([key, value]) => `${key} ${value}\n`).join(''));
    const args = [...place.args, config, ...flags];
    const server = spawn(place.command, args, { cwd: folder, stdio: 'ignore' });
    running.push(server);
    return server;
  };
}
