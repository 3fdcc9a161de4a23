import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DATABASE_DEFAULTS, type Database, openDatabase } from '@concert-mania/db/connection/database';
import { type Stack, startStack } from '@concert-mania/local-stack/stack';
import { z } from 'zod';

export interface PaymentStack {
  readonly stack: Stack;
  readonly db: Database;
  readonly dataDir: string;
  readonly jwtSecret: string;
  watched(): ReadonlyMap<string, readonly number[]>;
  stop(): Promise<void>;
}

const secrets = z.object({ JWT_SECRET: z.string() });

/** Starts the whole system over durable servers, limits of rates off, with one payment-worker of the given concurrency. */
export async function startPaymentStack(options: {
  readonly concurrency: number;
  readonly log: (line: string) => void;
}): Promise<PaymentStack> {
  const { log } = options;
  const dataDir = resolve(import.meta.dirname, `../../.local/bench-payments-${process.pid}`);
  const stack = await startStack({
    dataDir,
    environment: {
      RATE_LIMITS: 'off',
      LOG_LEVEL: 'warn',
      PAYMENT_CONCURRENCY: String(options.concurrency),
      GATEWAY_CONCURRENCY: String(options.concurrency),
    },
    log: () => undefined,
    onOutput: (name, line) => {
      if (line.startsWith('{')) log(`${name}: ${line}`);
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
  const kept = secrets.parse(JSON.parse(await readFile(join(dataDir, 'secrets.json'), 'utf8')));
  return {
    stack,
    db,
    dataDir,
    jwtSecret: kept.JWT_SECRET,
    watched: () => {
      const labels = new Map<string, number[]>();
      const add = (label: string, pid: number | undefined) => {
        if (pid !== undefined) labels.set(label, [...(labels.get(label) ?? []), pid]);
      };
      for (const { name, pid } of stack.processes) add(LABELS.get(name) ?? 'other workers', pid);
      add('PostgreSQL', stack.pidOf('postgres'));
      add('Redis', stack.pidOf('redis'));
      return labels;
    },
    stop: async () => {
      await db.close();
      await stack.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const LABELS = new Map([
  ['api', 'API'],
  ['hold-worker', 'hold-worker'],
  ['payment-worker', 'payment-worker'],
  ['mock-pg', 'mock gateway'],
]);
