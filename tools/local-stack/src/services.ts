import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readServerFacts } from '@concert-mania/redis/connection/server-facts';
import { checkGivenDatabase, checkGivenRedis } from './check-given.ts';
import { lockDataDir, unlockDataDir } from './data-dir-lock.ts';
import { createDatabase, serverVersionNumber } from './postgres/postgres-admin.ts';
import { type Durability, preparePostgres } from './postgres/postgres-server.ts';
import { type Guardian, memberOf, type ServerExit, startGuardian } from './processes/guardian-client.ts';
import { startOnFreePort } from './processes/start-server.ts';
import { findRedisProgram } from './redis/redis-program.ts';
import { prepareRedis } from './redis/redis-server.ts';
import { ServiceError } from './service-error.ts';

export type ServicesOptions = {
  /** A PostgreSQL to use instead of starting one. */
  readonly databaseUrl?: string | undefined;
  /** A Redis or Valkey to use instead of starting one. */
  readonly redisUrl?: string | undefined;
  /** Where the servers keep data, passwords and logs. One run at a time. */
  readonly dataDir: string;
  readonly log: (message: string) => void;
  /** Where a fetched Redis is kept for later starts; `.local` of the repository unless told otherwise. */
  readonly cacheDir?: string;
  readonly durability?: Durability;
  /** A server ended by itself and is being started again on the same port. */
  readonly onServerExit?: (exit: ServerExit) => void;
};

export type Services = {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** The pid a server of ours runs under now; undefined for a given one. */
  pidOf(server: 'postgres' | 'redis'): number | undefined;
  /** Has a process stopped too, should this one die without stopping it. */
  adopt(name: string, pid: number): void;
  release(pid: number): void;
  stop(): Promise<void>;
};

const DATABASE = 'concert_mania';

/**
 * PostgreSQL and Redis, checked to be usable: the given ones, or servers of our own on free ports of 127.0.0.1 that
 * stop with `stop()` and when this process dies. Throws a `ServiceError` that names the remedy.
 */
export async function findOrStartServices(options: ServicesOptions): Promise<Services> {
  const dataDir = resolve(options.dataDir);
  const cacheDir = options.cacheDir ?? resolve(import.meta.dirname, '../../../.local');
  const durability = options.durability ?? 'durable';
  const { log } = options;
  await makeFolder(dataDir);
  await lockDataDir(dataDir, log);
  let guardian: Guardian | undefined;
  try {
    const keeper = startGuardian(dataDir, log, (exit) => options.onServerExit?.(exit));
    guardian = keeper;
    const [databaseUrl, redisUrl] = await settleAll([
      options.databaseUrl === undefined
        ? startPostgres(keeper, dataDir, durability, log)
        : checkGivenDatabase(options.databaseUrl),
      options.redisUrl === undefined
        ? startRedis(keeper, dataDir, cacheDir, durability, log)
        : checkGivenRedis(options.redisUrl, log),
    ]);
    return {
      databaseUrl,
      redisUrl,
      pidOf: (server) => keeper.pidOf(server),
      adopt: (name, pid) => {
        const member = memberOf(name, pid);
        if (member !== undefined) keeper.adopt(member);
      },
      release: (pid) => keeper.release(pid),
      stop: () => keeper.stop(),
    };
  } catch (error) {
    if (guardian === undefined) unlockDataDir(dataDir);
    else await guardian.stop();
    throw error;
  }
}

async function startPostgres(
  guardian: Guardian,
  dataDir: string,
  durability: Durability,
  log: (message: string) => void,
): Promise<string> {
  const postgres = await preparePostgres(dataDir, durability, log);
  const port = await startOnFreePort(guardian, async (candidate) => ({
    spec: postgres.specAt(candidate),
    answers: () => serverVersionNumber(postgres.urlAt(candidate, 'postgres')),
  }));
  await createDatabase(postgres.urlAt(port, 'postgres'), DATABASE);
  log(`PostgreSQL listens on 127.0.0.1:${port}`);
  return postgres.urlAt(port, DATABASE);
}

async function startRedis(
  guardian: Guardian,
  dataDir: string,
  cacheDir: string,
  durability: Durability,
  log: (message: string) => void,
): Promise<string> {
  const redis = await prepareRedis(dataDir, durability, await findRedisProgram(cacheDir, log));
  const port = await startOnFreePort(guardian, async (candidate) => ({
    spec: await redis.specAt(candidate),
    answers: () => readServerFacts(redis.urlAt(candidate)),
  }));
  log(`Redis listens on 127.0.0.1:${port}`);
  return redis.urlAt(port);
}

/** Waits for both before it throws for either, so that nothing is being started while the guardian stops. */
async function settleAll(work: readonly [Promise<string>, Promise<string>]): Promise<[string, string]> {
  const [first, second] = await Promise.allSettled(work);
  if (first.status === 'rejected') throw first.reason;
  if (second.status === 'rejected') throw second.reason;
  return [first.value, second.value];
}

/** Others may pass through the folder, because PostgreSQL may run as another user; everything in it has a mode of its own. */
async function makeFolder(dataDir: string): Promise<void> {
  try {
    await mkdir(join(dataDir), { recursive: true, mode: 0o755 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ServiceError(
      `${dataDir} cannot be created (${reason}). Set DATA_DIR to a folder you may write to.`,
    );
  }
}
