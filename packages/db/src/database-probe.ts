import { openDatabase } from './database.ts';

const ANSWER_MS = 900;

export interface DatabaseProbe {
  /** Throws unless the server answers within 0.9 s and takes writes. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Asks on a dedicated connection whether PostgreSQL accepts writes, so a busy pool does not make a
 * process unready. The setting is `on` on a standby and on a read-only server; reading it writes
 * nothing.
 */
export function openDatabaseProbe(url: string, applicationName: string): DatabaseProbe {
  const db = openDatabase({
    url,
    applicationName: `${applicationName} probe`,
    poolSize: 1,
    connectTimeoutMs: ANSWER_MS,
    statementTimeoutMs: ANSWER_MS,
    answerTimeoutMs: ANSWER_MS,
    slowQueryMs: ANSWER_MS,
    onSlowQuery: () => undefined,
    // The next check reports it.
    onIdleError: () => undefined,
  });
  return {
    check: async () => {
      const [row] = await db.query<{ read_only: boolean }>(
        `select current_setting('transaction_read_only')::boolean as read_only`,
      );
      if (row?.read_only !== false) throw new Error('PostgreSQL takes no writes');
    },
    close: db.close,
  };
}
