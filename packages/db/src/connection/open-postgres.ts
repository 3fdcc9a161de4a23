import { DATABASE_DEFAULTS, type Database, type DatabaseOptions, openDatabase } from './database.ts';
import { openDatabaseProbe } from './database-probe.ts';

export interface PostgresSettings {
  readonly DATABASE_URL: string;
  readonly DATABASE_POOL_SIZE: number;
}

type Limits = Partial<Omit<DatabaseOptions, 'url' | 'applicationName' | 'onSlowQuery' | 'onIdleError'>>;

export interface Postgres {
  readonly db: Database;
  /** Rejects unless the server answers and accepts writes. Does not use the pool. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Opens what a process needs of PostgreSQL: a pool that logs slow statements, and a readiness check. */
export function openPostgres(
  settings: PostgresSettings,
  options: {
    readonly name: string;
    readonly log: { warn(fields: object, message: string): void };
    readonly limits?: Limits;
  },
): Postgres {
  const { name, log, limits } = options;
  const db = openDatabase({
    ...DATABASE_DEFAULTS,
    poolSize: settings.DATABASE_POOL_SIZE,
    ...limits,
    url: settings.DATABASE_URL,
    applicationName: name,
    onSlowQuery: (query) => log.warn(query, 'slow query'),
    onIdleError: (err) => log.warn({ err }, 'database connection lost'),
  });
  const probe = openDatabaseProbe(settings.DATABASE_URL, name);
  return {
    db,
    check: probe.check,
    close: async () => void (await Promise.all([db.close(), probe.close()])),
  };
}
