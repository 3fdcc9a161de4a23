import { PartNotWritten } from './part-not-written.ts';

/**
 * `data`: the data forbids the work, so a retry fails too. `passing`: the same statement may
 * succeed later in the same session. `session`: anything else, unknown faults included; the work
 * may succeed in a new session.
 */
export type FaultKind = 'data' | 'passing' | 'session';

export function kindOfFault(error: unknown): FaultKind {
  if (isOfTheData(error)) return 'data';
  return PASSING_SQLSTATE.test(codeOf(error) ?? '') ? 'passing' : 'session';
}

/**
 * Whether what is stored forbids what was to be written, however often it is tried: rows are not as others say they are, a
 * constraint or a trigger refuses, a value does not fit.
 */
export function isOfTheData(error: unknown): boolean {
  return error instanceof PartNotWritten || DATA_SQLSTATE.test(codeOf(error) ?? '');
}

/**
 * Whether a connection may serve other work after this fault. After a stale plan, a server that
 * became read-only, a lost prepared statement or an unknown fault it must be closed and replaced.
 */
export function sparesSession(error: unknown): boolean {
  return SPARING_SQLSTATE.test(codeOf(error) ?? '') || error instanceof PartNotWritten;
}

/**
 * Whether the server or the session is at fault, so that the same request may succeed later. False
 * for faults of data (classes 22, 23, P0) and of the statement (class 42). Reads the SQLSTATE or
 * the socket's error code.
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
 * Serialization failures and deadlocks, lack of resources, unavailable locks, statement timeouts.
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
