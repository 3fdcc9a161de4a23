import { PartNotWritten } from './write-together.ts';

/**
 * Whether the same statement may work when tried again: the server went away, is starting or stopping, is out of
 * resources, or broke a tie between transactions. By SQLSTATE class (PostgreSQL, appendix A) or the socket's error code.
 */
export function isTransient(error: unknown): boolean {
  const code = codeOf(error);
  if (code === null) return false;
  return TRANSIENT_SQLSTATE.test(code) || SOCKET_CODES.has(code);
}

/**
 * Whether what is stored forbids what was to be written, however often it is tried: rows are not as others say they are, a
 * constraint or a trigger refuses, a value does not fit.
 */
export function isOfTheData(error: unknown): boolean {
  return error instanceof PartNotWritten || DATA_SQLSTATE.test(codeOf(error) ?? '');
}

const DATA_SQLSTATE = /^(22|23|P0)[0-9A-Z]{3}$/;
const TRANSIENT_SQLSTATE = /^(08|40|53|55|57|58)[0-9A-Z]{3}$/;
const SOCKET_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOENT', 'ECONNABORTED']);

function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
