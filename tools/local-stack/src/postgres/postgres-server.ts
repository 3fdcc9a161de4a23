import { existsSync, readFileSync } from 'node:fs';
import { chown, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandLine, identifyProcess } from '../processes/process-identity.ts';
import { runCommand } from '../processes/run-command.ts';
import type { ProcessSpec } from '../processes/spawn-process.ts';
import { stopProcess } from '../processes/stop-process.ts';
import { ServiceError } from '../service-error.ts';
import { keptPassword } from './password-file.ts';
import { serverVersionNumber } from './postgres-admin.ts';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { asUser, findServerUser, type ServerUser } from './server-user.ts';

/** `durable` loses no committed write. `fast` may lose everything in a crash; for tests. */
export type Durability = 'durable' | 'fast';

interface PreparedPostgres {
  readonly specAt: (port: number) => ProcessSpec;
  readonly urlAt: (port: number, database: string) => string;
}

const USER = 'concert_mania';
const INITDB_TIMEOUT_MS = 120_000;
const SLOW_QUERY_MS = 200;

/** Creates the cluster `<dataDir>/postgres` if absent, and stops a server that uses it. */
export async function preparePostgres(
  dataDir: string,
  durability: Durability,
  log: (message: string) => void,
): Promise<PreparedPostgres> {
  const binaries = await findPostgresBinaries();
  const user = await findServerUser(log);
  const cluster = join(dataDir, 'postgres');
  const password = await keptPassword(join(dataDir, 'postgres-password'));
  if (!existsSync(join(cluster, 'PG_VERSION'))) {
    log('creating the database cluster');
    await createCluster(binaries, user, cluster, password);
  }
  await clearLeftover(cluster, log);
  const urlAt = (port: number, database: string) =>
    `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;
  return {
    specAt: (port) => ({
      name: 'postgres',
      kind: 'server',
      cwd: '/',
      ...asUser(user, [binaries.postgres, cluster], binaries.postgres, serverArgs(cluster, port, durability)),
      logFile: join(dataDir, 'postgres.log'),
      stopSignal: 'SIGINT', // fast shutdown: server-shutdown in PostgreSQL's manual
      checkReady: () => serverVersionNumber(urlAt(port, 'postgres')),
    }),
    urlAt,
  };
}

/** Runs initdb in another folder and renames it, so that a crash leaves no incomplete cluster. */
async function createCluster(
  binaries: PostgresBinaries,
  user: ServerUser | undefined,
  cluster: string,
  password: string,
): Promise<void> {
  const unfinished = `${cluster}.unfinished`;
  const passwordFile = `${cluster}.password`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user !== undefined) {
    await chown(unfinished, user.uid, user.gid);
    await chown(passwordFile, user.uid, user.gid);
  }
  try {
    const args = [`--pgdata=${unfinished}`, `--pwfile=${passwordFile}`, ...INITDB_FLAGS];
    const run = asUser(user, [binaries.initdb, unfinished], binaries.initdb, args);
    // The builtin provider sorts alike on every system. Trigrams need a UTF-8 character type.
    let reason = '';
    for (const characterType of ['C.UTF-8', 'en_US.UTF-8', 'C']) {
      const { command, args: words, ...identity } = run;
      const limits = { timeoutMs: INITDB_TIMEOUT_MS, ...identity };
      const result = await runCommand(command, [...words, `--lc-ctype=${characterType}`], limits);
      if (result.code === 0) return await rename(unfinished, cluster);
      reason = result.stderr.trim();
    }
    throw cannotCreate(cluster, user, reason);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(unfinished, { recursive: true, force: true });
  }
}

function cannotCreate(cluster: string, user: ServerUser | undefined, reason: string): ServiceError {
  const hint =
    user === undefined
      ? 'Set DATA_DIR to a folder you may write to, or DATABASE_URL.'
      : 'As root, PostgreSQL runs as the user postgres, who must be able to reach this checkout and DATA_DIR: ' +
        'start as an ordinary user, move them out of a private folder, or set DATABASE_URL.';
  return new ServiceError(`PostgreSQL could not create its files in ${cluster}: ${reason}\n${hint}`);
}

const INITDB_FLAGS = [
  `--username=${USER}`,
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
];

/** Stops the server that postmaster.pid names. Removes the file if another program has its pid. */
async function clearLeftover(cluster: string, log: (message: string) => void): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
  const identity = identifyProcess(pid);
  if (identity !== undefined && commandLine(pid).includes(cluster)) {
    log(`stopping PostgreSQL (pid ${pid}), left by a crashed run`);
    await stopProcess(identity, 'SIGINT', 20_000);
  }
  await rm(pidFile, { force: true });
}

function serverArgs(cluster: string, port: number, durability: Durability): string[] {
  const settings = { ...SETTINGS, port, ...(durability === 'fast' ? FAST_SETTINGS : {}) };
  return ['-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** For two cores that the whole system shares. Logged parameter values would be personal data. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 200,
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  random_page_cost: 1.1,
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  log_min_duration_statement: SLOW_QUERY_MS,
  log_parameter_max_length: 0,
  log_lock_waits: 'on',
  log_line_prefix: '%m [%p] %a ',
};

const FAST_SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
