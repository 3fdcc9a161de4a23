import type { ClientConfig } from 'pg';

/** The client waits this much longer than the server's own limit. */
const ANSWER_MARGIN_MS = 1_000;
const KEEP_ALIVE_MS = 5_000;

export interface Deadlines {
  readonly connectTimeoutMs: number;
  /** The server ends a statement after this time. */
  readonly statementTimeoutMs: number;
  /**
   * The longest wait for an answer of a silent server. Default: a second more than the server's
   * limit.
   */
  readonly answerTimeoutMs?: number;
}

/**
 * Connection options with deadlines. Every connection to PostgreSQL uses them. Close a connection
 * that missed a deadline.
 */
export const deadlinesOf = (limits: Deadlines): ClientConfig => ({
  connectionTimeoutMillis: limits.connectTimeoutMs,
  statement_timeout: limits.statementTimeoutMs,
  query_timeout: limits.answerTimeoutMs ?? limits.statementTimeoutMs + ANSWER_MARGIN_MS,
  keepAlive: true,
  keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
});
