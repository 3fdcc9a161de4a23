import { PartNotWritten } from './part-not-written.ts';

/**
 * `data`: the data forbids the work, so a retry fails too. `passing`: a retry in the same session
 * may succeed. `session`: any other fault; a retry in a new session may succeed.
 */
export type FaultKind = 'data' | 'passing' | 'session';

export function kindOfFault(error: unknown): FaultKind {
  if (isDataError(error)) return 'data';
  return PASSING_SQLSTATE.test(codeOf(error) ?? '') ? 'passing' : 'session';
}

/**
 * True if stored data forbids the write, so every retry fails: a row differs from the expected one,
 * a constraint or trigger refuses it, or a value does not fit.
 */
export function isDataError(error: unknown): boolean {
  return error instanceof PartNotWritten || DATA_SQLSTATE.test(codeOf(error) ?? '');
}

/**
 * True if the connection can serve other work after this fault. Close it after a stale plan, a
 * read-only server, a lost prepared statement or an unknown fault.
 */
export function sparesSession(error: unknown): boolean {
  return SPARING_SQLSTATE.test(codeOf(error) ?? '') || error instanceof PartNotWritten;
}

/**
 * True if the server or the session is at fault, so the same request may succeed later. False for
 * faults of data (classes 22, 23, P0) and of the statement (class 42).
 */
export function isTransient(error: unknown): boolean {
  const code = codeOf(error);
  if (code === null) return false;
  if (SOCKET_CODES.has(code)) return true;
  return SQLSTATE.test(code) && !DATA_SQLSTATE.test(code) && !STATEMENT_SQLSTATE.test(code);
}

const SQLSTATE = /^[0-9A-Z]{5}$/;
const DATA_SQLSTATE = /^(22|23|P0)[0-9A-Z]{3}$/;
const STATEMENT_SQLSTATE = /^42[0-9A-Z]{3}$/;
/**
 * Serialisation failures and deadlocks, lack of resources, unavailable locks, statement timeouts.
 */
const PASSING_SQLSTATE = /^((40|53|55)[0-9A-Z]{3}|57014)$/;
const SPARING_SQLSTATE = /^((22|23|P0|40|42|53|55)[0-9A-Z]{3}|57014)$/;
const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

export function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
