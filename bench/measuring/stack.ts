import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Database } from '@concert-mania/db/connection/database';
import { openToolDatabase } from '@concert-mania/local-stack/postgres/open-tool-database';
import { type Stack, type StackOptions, startStack } from '@concert-mania/local-stack/stack';
import { APP_NAMES, type Replicas } from '@concert-mania/local-stack/stack-plan';
import { openRedisServer, type Redis } from '@concert-mania/redis/connection/connection';
import type { Watched } from '../generator/run-generator.ts';
import { type DelayedServers, startDelayedServers } from '../network/delayed-servers.ts';
import { describeMachine } from './machine.ts';

export type Log = (line: string) => void;

/** A running system to measure. */
export interface Bench {
  readonly stack: Stack;
  readonly db: Database;
  readonly redis: Redis;
  readonly jwtSecret: string;
  /** Where `network` was asked for. */
  readonly network: DelayedServers | null;
  /** Describes the machine and the servers. */
  readonly machine: string;
  /** Addresses of the processes' inspectors, by name, where `inspect` was asked for. */
  readonly inspectors: ReadonlyMap<string, string>;
  /** Process ids by label, for the account of CPU time. */
  watched(): Watched;
}

interface BenchOptions {
  readonly replicas?: Replicas;
  readonly environment?: StackOptions['environment'];
  readonly environmentOf?: StackOptions['environmentOf'];
  /** Distinguishes systems that run at the same time. */
  readonly name?: string;
  /** Whether a network with a delay lies between the processes and the servers. */
  readonly network?: boolean;
  /** Whether processes can be profiled. */
  readonly inspect?: boolean;
  readonly log: Log;
}

/** The start of a log line of level warn and above. */
const WARNING_OR_WORSE = /^\{"level":[4-6]0,/;
const INSPECTOR = /^Debugger listening on (ws:\S+)/;

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
  const inspectors = new Map<string, string>();
  const network = options.network ? await startDelayedServers(join(dataDir, 'servers'), log) : null;
  const stack = await startStack({
    dataDir,
    ...(network && { databaseUrl: network.databaseUrl, redisUrl: network.redisUrl }),
    replicas: options.replicas ?? {},
    environment: {
      RATE_LIMITS: 'off',
      LOG_LEVEL: 'info',
      JWT_SECRET: jwtSecret,
      ...(options.inspect && { NODE_OPTIONS: '--inspect=127.0.0.1:0' }),
      ...options.environment,
    },
    ...(options.environmentOf && { environmentOf: options.environmentOf }),
    log,
    onOutput: (name, line) => {
      const inspector = INSPECTOR.exec(line)?.[1];
      if (inspector !== undefined) inspectors.set(name, inspector);
      else if (WARNING_OR_WORSE.test(line)) log(`${name}: ${line}`);
    },
    onUnexpectedExit: (name, reason) => log(`${name} ended unexpectedly (${reason})`),
  });
  const db = openBenchDatabase(stack.databaseUrl, log);
  const redis = openRedisServer({
    url: stack.redisUrl,
    name: 'bench',
    onError: (error) => log(`bench: ${error.message}`),
  });
  try {
    const machine = await describeMachine(stack);
    const watched = () => watch(stack, network);
    return await work({ stack, db, redis, network, jwtSecret, machine, inspectors, watched });
  } finally {
    redis.disconnect();
    await db.close();
    await stack.stop();
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

/** All replicas of an app under its name. */
function watch(stack: Stack, network: DelayedServers | null): Watched {
  const labels = new Map<string, number[]>();
  const add = (label: string, pid: number | undefined) => {
    if (pid !== undefined) labels.set(label, [...(labels.get(label) ?? []), pid]);
  };
  for (const { name, pid } of stack.processes) add(name.replace(/-\d+$/, ''), pid);
  const { pidOf } = network ?? stack;
  add('PostgreSQL', pidOf('postgres'));
  add('Redis', pidOf('redis'));
  if (network) add('network', network.pid);
  return labels;
}
