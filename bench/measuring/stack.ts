import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import type { Database } from '@concert-mania/db/connection/database';
import { openToolDatabase } from '@concert-mania/local-stack/postgres/open-tool-database';
import { serverVersionNumber } from '@concert-mania/local-stack/postgres/postgres-admin';
import { type Stack, type StackOptions, startStack } from '@concert-mania/local-stack/stack';
import { APP_NAMES, type Replicas } from '@concert-mania/local-stack/stack-plan';
import { openRedisServer, type Redis } from '@concert-mania/redis/connection/connection';
import { readServerFacts } from '@concert-mania/redis/connection/server-facts';
import type { Watched } from '../generator/run-generator.ts';
import { type DelayedServers, startDelayedServers } from '../network/delayed-servers.ts';

export type Log = (line: string) => void;

export interface BenchContext {
  readonly log: Log;
  /** `NODE_OPTIONS` of the system's processes. */
  readonly nodeOptions: string;
}

/** A running system to measure. */
export interface Bench {
  readonly log: Log;
  readonly stack: Stack;
  readonly db: Database;
  readonly redis: Redis;
  readonly jwtSecret: string;
  /** Where `network` was asked for. */
  readonly network: DelayedServers | null;
  /** Describes the machine and the servers. */
  readonly machine: string;
  /** Process ids by label, for the account of CPU time. */
  watched(): Watched;
}

interface BenchOptions
  extends BenchContext,
    Partial<Pick<StackOptions, 'replicas' | 'environment' | 'environmentOf'>> {
  /** Distinguishes systems that run at the same time. */
  readonly name?: string;
  /** Whether a network with a delay lies between the processes and the servers. */
  readonly network?: boolean;
}

/** The start of a log line of level warn and above. */
const WARNING_OR_WORSE = /^\{"level":[4-6]0,/;

/** These processes and no others. */
export const only = (replicas: Replicas): Replicas => ({
  ...Object.fromEntries(APP_NAMES.map((name) => [name, 0])),
  ...replicas,
});

/** Starts a system with durable servers and no rate limits; stops it after the work. */
export async function withBench<T>(options: BenchOptions, work: (bench: Bench) => Promise<T>): Promise<T> {
  const { log } = options;
  const dataDir = resolve(import.meta.dirname, `../../.local/bench-${process.pid}${options.name ?? ''}`);
  const jwtSecret = randomBytes(32).toString('base64url');
  const network = options.network ? await startDelayedServers(join(dataDir, 'servers'), log) : null;
  const stack = await startStack({
    dataDir,
    ...(network && { databaseUrl: network.databaseUrl, redisUrl: network.redisUrl }),
    replicas: options.replicas ?? {},
    environment: {
      RATE_LIMITS: 'off',
      LOG_LEVEL: 'info',
      JWT_SECRET: jwtSecret,
      NODE_OPTIONS: options.nodeOptions,
      ...options.environment,
    },
    ...(options.environmentOf && { environmentOf: options.environmentOf }),
    log,
    onOutput: (name, line) => {
      if (WARNING_OR_WORSE.test(line)) log(`${name}: ${line}`);
    },
    onUnexpectedExit: (name, reason) => log(`${name} ended unexpectedly (${reason})`),
  });
  const db = openBenchDatabase(stack.databaseUrl, log);
  const onError = (error: Error) => log(`bench: ${error.message}`);
  const redis = openRedisServer({ url: stack.redisUrl, name: 'bench', onError });
  try {
    const machine = await describeMachine(stack);
    const watched = () => watch(stack, network);
    return await work({ log, stack, db, redis, network, jwtSecret, machine, watched });
  } finally {
    redis.disconnect();
    await db.close().finally(() => stack.stop());
    await network?.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

export const openBenchDatabase = (url: string, log: Log, poolSize = 2): Database =>
  openToolDatabase(url, 'bench', {
    poolSize,
    statementTimeoutMs: 120_000,
    onIdleError: (error) => log(`bench: ${error.message}`),
  });

/** Describes in one line what the figures were measured on. */
async function describeMachine(urls: Readonly<Record<'databaseUrl' | 'redisUrl', string>>): Promise<string> {
  const postgres = await serverVersionNumber(urls.databaseUrl);
  const redis = await readServerFacts(urls.redisUrl);
  return [
    `${cpus()[0]?.model.trim() ?? 'unknown CPU'}, ${availableParallelism()} cores for everything (load generator included), ${Math.round(totalmem() / 2 ** 30)} GiB;`,
    `Node ${process.versions.node}, PostgreSQL ${Math.floor(postgres / 10_000)}.${postgres % 10_000} (fsync on), Redis ${redis.version} (appendfsync ${redis.appendFsync ?? 'unknown'}).`,
  ].join(' ');
}

/** All replicas of an app under its name. */
function watch(stack: Stack, network: DelayedServers | null): Watched {
  const { pidOf } = network ?? stack;
  const labelled: (readonly [string, number | undefined])[] = [
    ...stack.processes.map(({ name, pid }) => [name.replace(/-\d+$/, ''), pid] as const),
    ['PostgreSQL', pidOf('postgres')],
    ['Redis', pidOf('redis')],
    ['network', network?.pid],
  ];
  const running = labelled.flatMap(([label, pid]) => (pid === undefined ? [] : [{ label, pid }]));
  const groups = Map.groupBy(running, ({ label }) => label);
  return new Map([...groups].map(([label, each]) => [label, each.map(({ pid }) => pid)]));
}

/** The header of a proxy: one of 65,536 addresses set aside for benchmarks (RFC 2544). */
export const addressLine = (n: number): string => `X-Forwarded-For: 198.18.${(n >> 8) & 255}.${n & 255}\r\n`;
