import { isDatabaseUnavailable } from './availability.ts';
import { openDatabase } from './database.ts';
import { codeOf } from './faults.ts';

const ANSWER_MS = 900;
/** A refused login (28) or a missing database (3D). */
const ADDRESS_SQLSTATE = /^(28|3D)/;

export interface DatabaseProbe {
  /** Throws if the server does not answer within 0.9 s or refuses writes. */
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
    },
    close: db.close,
  };
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
