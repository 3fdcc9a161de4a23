/**
 * Whether the same statement may work when tried again: the server went away, is starting or stopping, is out of
 * resources, or broke a tie between transactions. By SQLSTATE class (PostgreSQL, appendix A) or the socket's error code.
 */
export function isTransient(error: unknown): boolean {
  const code = codeOf(error);
  if (code === null) return false;
  return TRANSIENT_SQLSTATE.test(code) || SOCKET_CODES.has(code);
}

const TRANSIENT_SQLSTATE = /^(08|40|53|55|57|58)[0-9A-Z]{3}$/;
const SOCKET_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOENT', 'ECONNABORTED']);

function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
