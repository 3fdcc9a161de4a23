import type { ClientConfig } from 'pg';

/** How much later than the server's own limit an answer may come. */
const ANSWER_MARGIN_MS = 1_000;
const KEEP_ALIVE_MS = 5_000;

export interface Deadlines {
  readonly connectTimeoutMs: number;
  /** The server ends a statement after this time. */
  readonly statementTimeoutMs: number;
  /**
   * How long a caller waits for an answer of a server that may be silent. Default: a second more
   * than the server's limit.
   */
  readonly answerTimeoutMs?: number;
}

/**
 * Connection options with deadlines, for every connection to PostgreSQL. A connection that missed a
 * deadline must be closed.
 */
export const deadlinesOf = (limits: Deadlines): ClientConfig => ({
  connectionTimeoutMillis: limits.connectTimeoutMs,
  statement_timeout: limits.statementTimeoutMs,
  query_timeout: limits.answerTimeoutMs ?? limits.statementTimeoutMs + ANSWER_MARGIN_MS,
  keepAlive: true,
  keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
});
