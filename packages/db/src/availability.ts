const NETWORK_FAULTS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** Classes 08 (connection) and 57P (operator intervention), 53300 (too many connections), 57014 (statement timeout). */
const SQLSTATES = /^(08...|57P..|53300|57014|25P03)$/;
/** node-postgres gives these faults no class and no code of their own. */
const CONNECTION_FAULTS = new Set([
  'timeout exceeded when trying to connect',
  'Connection terminated due to connection timeout',
  'Connection terminated unexpectedly',
  'Connection terminated',
  'Query read timeout',
  'Client has encountered a connection error and is not queryable',
]);

/** Whether a fault means that PostgreSQL is away or cannot serve for now, so that the same request may succeed later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isDatabaseUnavailable);
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string') {
    if (NETWORK_FAULTS.has(error.code) || SQLSTATES.test(error.code)) return true;
  }
  return CONNECTION_FAULTS.has(error.message);
}
