import type { ClientConfig } from 'pg';

/** How much later than the server's own limit an answer may come. */
const ANSWER_MARGIN_MS = 1_000;
const KEEP_ALIVE_MS = 5_000;

export interface Deadlines {
  readonly connectTimeoutMs: number;
  /** The server ends a statement that takes longer. */
  readonly statementTimeoutMs: number;
  /** How long a caller waits for an answer, also of a server that says nothing. A second beyond the server's limit when absent. */
  readonly answerTimeoutMs?: number;
}

/** What every connection to PostgreSQL is opened with. A connection whose answer is overdue is of no more use. */
export const deadlinesOf = (limits: Deadlines): ClientConfig => ({
  connectionTimeoutMillis: limits.connectTimeoutMs,
  statement_timeout: limits.statementTimeoutMs,
  query_timeout: limits.answerTimeoutMs ?? limits.statementTimeoutMs + ANSWER_MARGIN_MS,
  keepAlive: true,
  keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
});
