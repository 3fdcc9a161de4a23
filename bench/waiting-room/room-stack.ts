import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DATABASE_DEFAULTS, type Database, openDatabase } from '@concert-mania/db/connection/database';
import { type Stack, startStack } from '@concert-mania/local-stack/stack';
import type { Replicas } from '@concert-mania/local-stack/stack-plan';
import { openRedisServer, type Redis } from '@concert-mania/redis/connection/connection';
import { z } from 'zod';

export interface RoomStack {
  readonly stack: Stack;
  readonly db: Database;
  readonly redis: Redis;
  readonly dataDir: string;
  readonly jwtSecret: string;
  readonly inspectors: ReadonlyMap<string, string>;
  /** Process ids by label, for the account of CPU time. */
  watched(): ReadonlyMap<string, readonly number[]>;
  stop(): Promise<void>;
}

const INSPECTOR = /^Debugger listening on (ws:\S+)/;
const secrets = z.object({ JWT_SECRET: z.string() });

const ONLY_ROOMS: Replicas = {
  api: 1,
  'admission-worker': 2,
  'hold-worker': 0,
  'payment-worker': 0,
  'expiry-worker': 0,
  'event-worker': 0,
  'notification-worker': 0,
  mailbox: 0,
  'mock-pg': 0,
};

/** Starts processes (one API and two admission-workers unless told otherwise) over durable servers, limits of rates off. */
export async function startRoomStack(options: {
  readonly inspect: boolean;
  readonly replicas?: Replicas;
  readonly log: (line: string) => void;
}): Promise<RoomStack> {
  const { log } = options;
  const dataDir = resolve(import.meta.dirname, `../../.local/bench-room-${process.pid}`);
  const inspectors = new Map<string, string>();
  const stack = await startStack({
    dataDir,
    replicas: options.replicas ?? ONLY_ROOMS,
    environment: {
      RATE_LIMITS: 'off',
      LOG_LEVEL: 'warn',
      ...(options.inspect && { NODE_OPTIONS: '--inspect=127.0.0.1:0' }),
    },
    log,
    onOutput: (name, line) => {
      const inspector = INSPECTOR.exec(line)?.[1];
      if (inspector !== undefined) inspectors.set(name, inspector);
      else if (line.startsWith('{')) log(`${name}: ${line}`);
    },
    onUnexpectedExit: (name, reason) => log(`${name} ended unexpectedly (${reason})`),
  });
  const db = openDatabase({
    ...DATABASE_DEFAULTS,
    url: stack.databaseUrl,
    applicationName: 'bench',
    poolSize: 2,
    statementTimeoutMs: 60_000,
    onSlowQuery: () => undefined,
    onIdleError: (error) => log(`bench: ${error.message}`),
  });
  const redis = openRedisServer({
    url: stack.redisUrl,
    name: 'bench',
    onError: (error) => log(`bench: ${error.message}`),
  });
  const kept = secrets.parse(JSON.parse(await readFile(join(dataDir, 'secrets.json'), 'utf8')));
  return {
    stack,
    db,
    redis,
    dataDir,
    jwtSecret: kept.JWT_SECRET,
    inspectors,
    watched: () => {
      const labels = new Map<string, number[]>();
      const add = (label: string, pid: number | undefined) => {
        if (pid !== undefined) labels.set(label, [...(labels.get(label) ?? []), pid]);
      };
      for (const { name, pid } of stack.processes)
        add(name.startsWith('api') ? 'API' : `${name.replace(/-\d+$/, '')}s`, pid);
      add('PostgreSQL', stack.pidOf('postgres'));
      add('Redis', stack.pidOf('redis'));
      return labels;
    },
    stop: async () => {
      redis.disconnect();
      await db.close();
      await stack.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
