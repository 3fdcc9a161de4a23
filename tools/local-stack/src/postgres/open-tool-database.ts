import {
  DATABASE_DEFAULTS,
  type Database,
  type DatabaseOptions,
  openDatabase,
} from '@concert-mania/db/connection/database';

/** Opens a small pool for a tool. It has patience, and does not report slow statements. */
export const openToolDatabase = (url: string, name: string, more: Partial<DatabaseOptions> = {}): Database =>
  openDatabase({
    ...DATABASE_DEFAULTS,
    poolSize: 4,
    statementTimeoutMs: 60_000,
    connectTimeoutMs: 5_000,
    onIdleError: () => undefined,
    ...more,
    url,
    applicationName: `concert-mania-${name}`,
  });
