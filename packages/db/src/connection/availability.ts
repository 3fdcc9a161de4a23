import { isTransient } from './faults.ts';

/** node-postgres gives these faults no class and no code. */
const CONNECTION_FAULTS = new Set([
  'timeout exceeded when trying to connect',
  'Connection terminated due to connection timeout',
  'Connection terminated unexpectedly',
  'Connection terminated',
  'Query read timeout',
  'Client has encountered a connection error and is not queryable',
]);

/** True if a connection missed its deadline. Other connections to the server may be dead too. */
export const isOverdue = (error: unknown): boolean =>
  error instanceof Error && error.message === 'Query read timeout';

/** True if PostgreSQL is unavailable for now: the same request may succeed later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isDatabaseUnavailable);
  return isTransient(error) || (error instanceof Error && CONNECTION_FAULTS.has(error.message));
}
