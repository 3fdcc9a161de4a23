import { createMiddleware } from 'hono/factory';
import type { CommandEnv } from '../env.ts';
import { problem } from '../problem.ts';

const MAX_LENGTH = 255;
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

/** The key of a header that is quoted (a string of RFC 8941) or bare; null when it is not a key. */
export function parseIdempotencyKey(header: string): string | null {
  const quoted = header.length >= 2 && header.startsWith('"') && header.endsWith('"');
  const key = quoted ? header.slice(1, -1).replaceAll(/\\(["\\])/g, '$1') : header;
  return key.length <= MAX_LENGTH && VISIBLE_ASCII.test(key) ? key : null;
}

/** Refuses a command without a usable `Idempotency-Key`; afterwards `c.var.idempotencyKey` holds it. */
export const withIdempotencyKey = createMiddleware<CommandEnv>(async (c, next) => {
  const header = c.req.header('idempotency-key');
  if (header === undefined || header === '') return problem(c, 'idempotency_key_required');
  const key = parseIdempotencyKey(header);
  if (key === null) return problem(c, 'idempotency_key_invalid');
  c.set('idempotencyKey', key);
  await next();
});
