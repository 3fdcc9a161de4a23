import { collectDefaultMetrics, Gauge, Histogram, type Registry } from 'prom-client';
import manifest from '../../package.json' with { type: 'json' };
import { checkReadiness, type ReadinessChecks } from '../readiness.ts';

/** Interval of the event loop's lag. At the library's 10 ms it costs 8 × the CPU. */
const LAG_SAMPLE_MS = 100;
const DEPENDENCIES_EVERY_MS = 5_000;
const DEPENDENCIES = ['postgres', 'redis'] as const;
const MS_PER_SECOND = 1_000;
const BUCKETS_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

interface PoolUsage {
  readonly total: number;
  readonly idle: number;
  readonly waiting: number;
}

/** Reports of the connections to the servers. */
export interface ProcessMetrics {
  /** A statement was answered; `name` is one of a limited number. */
  onStatement(name: string, durationMs: number, text: string): void;
  /** A caller got a connection of a pool. */
  onPoolWait(pool: string, waitedMs: number): void;
  /** Reads the usage of a pool at each scrape. */
  watchPool(pool: string, usage: () => PoolUsage): void;
  /** A command to Redis was answered. */
  onRedisCommand(durationMs: number): void;
}

/** The metrics of every process: its build, its event loop, and its work with the servers. */
export function makeProcessMetrics(registry: Registry, commit: string): ProcessMetrics {
  const registers = [registry];
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LAG_SAMPLE_MS });
  new Gauge({
    name: 'cm_build_info',
    help: 'Always 1. The labels are the version, the commit (setting BUILD_COMMIT) and the version of Node.',
    labelNames: ['version', 'commit', 'node'],
    registers,
  }).set({ version: manifest.version, commit, node: process.version }, 1);
  const histogram = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Histogram({ name, help, labelNames, buckets: BUCKETS_SECONDS, registers });
  const statements = histogram(
    'cm_db_statement_seconds',
    'Time of SQL statements until their answer, by verb and first table.',
    'statement',
  );
  const poolWaits = histogram(
    'cm_db_pool_wait_seconds',
    'Time until a caller got a connection of a pool of PostgreSQL, with opening it.',
    'pool',
  );
  const commands = histogram(
    'cm_redis_command_seconds',
    'Time of Redis commands until their answer. One in 16 is timed; commands that wait for news are not.',
  );
  return {
    onStatement: (statement, ms) => statements.observe({ statement }, ms / MS_PER_SECOND),
    onPoolWait: (pool, ms) => poolWaits.observe({ pool }, ms / MS_PER_SECOND),
    onRedisCommand: (ms) => commands.observe(ms / MS_PER_SECOND),
    watchPool: watchPools(registry),
  };
}

function watchPools(registry: Registry): ProcessMetrics['watchPool'] {
  const pools = new Map<string, () => PoolUsage>();
  new Gauge({
    name: 'cm_db_pool_connections',
    help: 'Connections of a pool of PostgreSQL that are used or free, and callers waiting for one.',
    labelNames: ['pool', 'state'],
    registers: [registry],
    collect() {
      for (const [pool, usage] of pools) {
        const { total, idle, waiting } = usage();
        this.set({ pool, state: 'used' }, total - idle);
        this.set({ pool, state: 'free' }, idle);
        this.set({ pool, state: 'waiting' }, waiting);
      }
    },
  });
  return (pool, usage) => void pools.set(pool, usage);
}

/** Asks the servers of a process every few seconds whether they answer, never during a scrape. */
export function watchDependencies(registry: Registry, checks: ReadinessChecks): void {
  const names = DEPENDENCIES.filter((name) => name in checks);
  if (names.length === 0) return;
  const up = new Gauge({
    name: 'cm_dependency_up',
    help: '1 if a server that the process needs takes writes, else 0. Asked every 5 seconds.',
    labelNames: ['name'],
    registers: [registry],
  });
  const look = async (): Promise<void> => {
    const { checks: answers } = await checkReadiness(checks);
    for (const name of names) up.set({ name }, answers[name] === 'ok' ? 1 : 0);
  };
  void look();
  setInterval(() => void look(), DEPENDENCIES_EVERY_MS).unref();
}
