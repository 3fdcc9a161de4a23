import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DATABASE_DEFAULTS, type Database, openDatabase } from '@concert-mania/db/connection/database';
import { type Stack, startStack } from '@concert-mania/local-stack/stack';
import { type BaselineProcess, startBaseline } from './baseline-process.ts';

export interface BenchStack {
  readonly stack: Stack;
  readonly db: Database;
  readonly dataDir: string;
  readonly jwtSecret: string;
  /** Starts the conventional program, in place of the one that runs, with pools of that size. */
  restartBaseline(poolSize: number): Promise<BaselineProcess>;
  readonly baseline: () => BaselineProcess;
  /** Addresses of the processes' inspectors, by name, where they can be profiled. */
  readonly inspectors: ReadonlyMap<string, string>;
  /** Process ids by label, for the account of CPU time. */
  watched(): ReadonlyMap<string, readonly number[]>;
  /** Stops everything and removes its data. */
  stop(): Promise<void>;
}

export interface BenchStackOptions {
  readonly apis: number;
  /** Whether processes can be profiled. */
  readonly inspect: boolean;
  /** Whether clients are limited as by default; not, unless asked for. */
  readonly rateLimits?: boolean;
  readonly log: (line: string) => void;
}

const INSPECTOR = /^Debugger listening on (ws:\S+)/;

/** Starts the whole system for a bench: durable servers, logs from `warn` on. */
export async function startBenchStack(options: BenchStackOptions): Promise<BenchStack> {
  const dataDir = resolve(import.meta.dirname, `../../.local/bench-${process.pid}`);
  const inspectors = new Map<string, string>();
  const onOutput = (name: string, line: string) => {
    const inspector = INSPECTOR.exec(line)?.[1];
    if (inspector !== undefined) inspectors.set(name, inspector);
    else if (line.startsWith('{')) options.log(`${name}: ${line}`);
  };
  const stack = await startStack({
    dataDir,
    replicas: { api: options.apis, 'hold-worker': 2 },
    environment: {
      RATE_LIMITS: options.rateLimits ? 'on' : 'off',
      LOG_LEVEL: 'warn',
      ...(options.inspect && { NODE_OPTIONS: '--inspect=127.0.0.1:0' }),
    },
    log: options.log,
    onOutput,
    onUnexpectedExit: (name, reason) => options.log(`${name} ended unexpectedly (${reason})`),
  });
  const db = openDatabase({
    ...DATABASE_DEFAULTS,
    url: stack.databaseUrl,
    applicationName: 'bench',
    poolSize: 2,
    statementTimeoutMs: 60_000,
    onSlowQuery: () => undefined,
    onIdleError: (error) => options.log(`bench: ${error.message}`),
  });
  const secrets: unknown = JSON.parse(await readFile(join(dataDir, 'secrets.json'), 'utf8'));
  const jwtSecret = secretOf(secrets);
  let baseline: BaselineProcess | undefined;
  return {
    stack,
    db,
    dataDir,
    jwtSecret,
    restartBaseline: async (poolSize) => {
      await baseline?.stop();
      baseline = await startBaseline({
        processes: options.apis,
        poolSize,
        environment: {
          DATABASE_URL: stack.databaseUrl,
          REDIS_URL: stack.redisUrl,
          JWT_SECRET: jwtSecret,
        },
      });
      return baseline;
    },
    baseline: () => {
      if (!baseline) throw new Error('the baseline does not run');
      return baseline;
    },
    inspectors,
    watched: () => watch(stack, baseline),
    stop: async () => {
      await baseline?.stop();
      await db.close();
      await stack.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function secretOf(secrets: unknown): string {
  if (typeof secrets === 'object' && secrets && 'JWT_SECRET' in secrets) return String(secrets.JWT_SECRET);
  throw new Error('the stack keeps no JWT_SECRET');
}

const OTHERS = 'other workers';

function watch(stack: Stack, baseline: BaselineProcess | undefined): ReadonlyMap<string, readonly number[]> {
  const labels = new Map<string, number[]>();
  const add = (label: string, pid: number | undefined) => {
    if (pid !== undefined) labels.set(label, [...(labels.get(label) ?? []), pid]);
  };
  for (const { name, pid } of stack.processes) {
    if (name.startsWith('api')) add('API', pid);
    else if (name.startsWith('hold-worker')) add('hold-worker', pid);
    else add(OTHERS, pid);
  }
  for (const pid of baseline?.pids ?? []) add('baseline', pid);
  add('PostgreSQL', stack.pidOf('postgres'));
  add('Redis', stack.pidOf('redis'));
  return labels;
}
