import {
  DATABASE_DEFAULTS,
  type Database,
  type DatabaseOptions,
  type OnStatement,
  openDatabase,
} from './database.ts';
import { openDatabaseProbe } from './database-probe.ts';

export interface PostgresSettings {
  readonly DATABASE_URL: string;
  readonly DATABASE_POOL_SIZE: number;
}

type Limits = Partial<Omit<DatabaseOptions, 'url' | 'applicationName' | 'onIdleError'>>;

export interface Postgres {
  readonly db: Database;
  /** Rejects unless the server answers and accepts writes. Does not use the pool. */
  check(): Promise<void>;
  close(): Promise<void>;
}

interface Options {
  readonly name: string;
  readonly log: { warn(fields: object, message: string): void };
  readonly limits?: Limits;
  readonly metrics?: DatabaseMetrics;
}

export interface DatabaseMetrics {
  readonly onStatement: OnStatement;
  onPoolWait(pool: string, waitedMs: number): void;
  watchPool(pool: string, usage: Database['usage']): void;
}

/** Opens a pool that logs lost connections. */
export function openPool(
  settings: PostgresSettings,
  { name, log, limits, metrics }: Options,
  pool = 'serving',
): Database {
  const db = openDatabase({
    ...DATABASE_DEFAULTS,
    poolSize: settings.DATABASE_POOL_SIZE,
    ...limits,
    url: settings.DATABASE_URL,
    applicationName: name,
    onIdleError: (err) => log.warn({ err }, 'database connection lost'),
    ...(metrics && {
      watch: {
        onStatement: metrics.onStatement,
        onWait: (waitedMs: number) => metrics.onPoolWait(pool, waitedMs),
      },
    }),
  });
  metrics?.watchPool(pool, db.usage);
  return db;
}

/** Opens what a process needs of PostgreSQL: a pool and a readiness check. */
export function openPostgres(settings: PostgresSettings, options: Options): Postgres {
  const db = openPool(settings, options);
  const probe = openDatabaseProbe(settings.DATABASE_URL, options.name);
  return {
    db,
    check: probe.check,
    close: async () => void (await Promise.all([db.close(), probe.close()])),
  };
}
