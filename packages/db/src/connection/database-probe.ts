import { MIGRATION_NAMES } from '../schema/migration-names.ts';
import { isDatabaseUnavailable } from './availability.ts';
import { type Database, openDatabase } from './database.ts';
import { codeOf } from './faults.ts';

const ANSWER_MS = 900;
/** A refused login (28) or a missing database (3D). */
const ADDRESS_SQLSTATE = /^(28|3D)/;
const NO_SUCH_TABLE = '42P01';

export interface DatabaseProbe {
  /** Throws if the server does not answer within 0.9 s, refuses writes or lacks a migration. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Checks on a dedicated connection whether PostgreSQL accepts writes, so a busy pool does not make
 * a process unready. The setting is `on` on standbys and read-only servers.
 */
export function openDatabaseProbe(url: string, applicationName: string): DatabaseProbe {
  const db = openDatabase({
    url,
    applicationName: `${applicationName} probe`,
    poolSize: 1,
    connectTimeoutMs: ANSWER_MS,
    statementTimeoutMs: ANSWER_MS,
    answerTimeoutMs: ANSWER_MS,
    // The next check reports it.
    onIdleError: () => undefined,
  });
  let isMigrated = false;
  return {
    check: async () => {
      const [row] = await db
        .query<{ read_only: boolean }>(
          `select current_setting('transaction_read_only')::boolean as read_only`,
        )
        .catch((error: unknown) => {
          throw nameVariable(error, url);
        });
      if (row?.read_only !== false) throw new Error('PostgreSQL refuses writes');
      if (!isMigrated) await checkMigrations(db);
      isMigrated = true;
    },
    close: db.close,
  };
}

/** Migrations of a newer version are ignored: versions run side by side during an update. */
async function checkMigrations(db: Database): Promise<void> {
  const rows = await db
    .query<{ name: string }>('select name from knex_migrations')
    .catch((error: unknown) => {
      if (codeOf(error) === NO_SUCH_TABLE) return [];
      throw error;
    });
  const ran = new Set(rows.map(({ name }) => name));
  const missing = MIGRATION_NAMES.find((name) => !ran.has(name));
  if (missing !== undefined) throw new Error(`the database lacks migration ${missing}: run migrate first`);
}

/** A wrong address looks like a server that is down, so the error names the variable. */
function nameVariable(error: unknown, url: string): unknown {
  const code = codeOf(error);
  if (code !== null && ADDRESS_SQLSTATE.test(code)) {
    const { message } = error as Error;
    return Object.assign(new Error(`PostgreSQL refuses DATABASE_URL: ${message}`, { cause: error }), {
      code,
    });
  }
  // The driver's own refusal of a login without a password has no code.
  const noPassword = new URL(url).password === '' && code === null && !isDatabaseUnavailable(error);
  return noPassword
    ? new Error('DATABASE_URL has no password, and PostgreSQL asks for one', { cause: error })
    : error;
}
