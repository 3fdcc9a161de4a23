import { ReplyError } from 'ioredis';

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
const BUSY_REPLIES = /^(LOADING|BUSY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|READONLY|MISCONF|OOM|NOREPLICAS) /;
/** Faults to which ioredis gives no class or code. */
const CONNECTION_FAULTS = new Set([
  'Command timed out',
  'Connection is closed.',
  "Stream isn't writeable and enableOfflineQueue options is false",
]);

/** Whether Redis is temporarily unavailable, so that the same request may succeed later. */
export function isRedisUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof ReplyError) return BUSY_REPLIES.test(error.message);
  if (error.name === 'MaxRetriesPerRequestError') return true;
  // The connection broke between the answers of a pipeline.
  if (error.name === 'AbortError' && 'command' in error) return true;
  if ('code' in error && NETWORK_FAULTS.has(String(error.code))) return 'syscall' in error;
  return CONNECTION_FAULTS.has(error.message);
}

/** Whether the error is a fault of Redis, temporary or not. */
export const isRedisFault = (error: unknown): boolean =>
  error instanceof ReplyError || isRedisUnavailable(error);
