import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { checkGivenDatabase, checkGivenRedis } from './check-given.ts';
import { createDatabase } from './postgres/postgres-admin.ts';
import { type Durability, preparePostgres } from './postgres/postgres-server.ts';
import type { ManagedProcess, ManagedProcessOptions } from './processes/managed-process.ts';
import { startOnFreePort } from './processes/start-server.ts';
import { findRedisProgram } from './redis/redis-program.ts';
import { prepareRedis } from './redis/redis-server.ts';
import { type Run, startRun } from './run.ts';
import { ServiceError } from './service-error.ts';

export interface ServicesOptions {
  /** A PostgreSQL to use instead of starting one. */
  readonly databaseUrl?: string | undefined;
  /** A Redis or Valkey to use instead of starting one. */
  readonly redisUrl?: string | undefined;
  /** The folder of data, passwords and logs. One run at a time may use it. */
  readonly dataDir: string;
  readonly log: (message: string) => void;
  /** The folder that keeps a fetched Redis; `.local` of the repository if absent. */
  readonly cacheDir?: string;
  readonly durability?: Durability;
  /** A server ended by itself. It is started again on the same port. */
  readonly onServerExit?: (name: string, reason: string) => void;
}

export interface Services {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Undefined while the server does not run, and for a given server. */
  pidOf(server: 'postgres' | 'redis'): number | undefined;
  /** Other processes that must not outlive this one. */
  readonly run: Pick<Run, 'add' | 'remove'>;
  stop(): Promise<void>;
}

interface Service {
  readonly url: string;
  readonly process?: ManagedProcess;
}

const DATABASE = 'concert_mania';

/**
 * Checks the given PostgreSQL and Redis, or starts them on free ports of 127.0.0.1. They stop by
 * `stop()` and when this process dies. Throws a `ServiceError` that names the remedy.
 */
export async function findOrStartServices(options: ServicesOptions): Promise<Services> {
  const dataDir = resolve(options.dataDir);
  await makeFolder(dataDir);
  const run = await startRun(dataDir, options.log);
  const keeping = { run, onUnexpectedExit: options.onServerExit };
  const [postgres, redis] = await Promise.allSettled([
    openPostgres(options, dataDir, keeping),
    openRedis(options, dataDir, keeping),
  ]);
  const stop = async () => {
    for (const service of [redis, postgres]) {
      if (service.status === 'fulfilled') await service.value.process?.stop();
    }
    await run.end();
  };
  if (postgres.status === 'fulfilled' && redis.status === 'fulfilled') {
    const services = { postgres: postgres.value, redis: redis.value };
    const pidOf = (server: keyof typeof services) => services[server].process?.pid;
    return { databaseUrl: postgres.value.url, redisUrl: redis.value.url, pidOf, run, stop };
  }
  await stop();
  throw postgres.status === 'rejected' ? postgres.reason : (redis as PromiseRejectedResult).reason;
}

async function openPostgres(
  options: ServicesOptions,
  dataDir: string,
  keeping: ManagedProcessOptions,
): Promise<Service> {
  const { databaseUrl, durability = 'durable', log } = options;
  if (databaseUrl !== undefined) return { url: await checkGivenDatabase(databaseUrl) };
  const { specAt, urlAt } = await preparePostgres(dataDir, durability, log);
  const { port, process } = await startOnFreePort(async (candidate) => specAt(candidate), keeping);
  await createDatabase(urlAt(port, 'postgres'), DATABASE);
  log(`PostgreSQL listens on 127.0.0.1:${port}`);
  return { url: urlAt(port, DATABASE), process };
}

async function openRedis(
  options: ServicesOptions,
  dataDir: string,
  keeping: ManagedProcessOptions,
): Promise<Service> {
  const { redisUrl, durability = 'durable', log } = options;
  if (redisUrl !== undefined) return { url: await checkGivenRedis(redisUrl, log) };
  const cacheDir = options.cacheDir ?? resolve(import.meta.dirname, '../../../.local');
  const { specAt, urlAt } = await prepareRedis(dataDir, durability, await findRedisProgram(cacheDir, log));
  const { port, process } = await startOnFreePort(specAt, keeping);
  log(`Redis listens on 127.0.0.1:${port}`);
  return { url: urlAt(port), process };
}

/**
 * PostgreSQL may run as another user, so others may enter the folder. Each file in it has a mode of
 * its own.
 */
async function makeFolder(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o755 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ServiceError(
      `${dataDir} cannot be created (${reason}). Set DATA_DIR to a folder you may write to.`,
    );
  }
}
