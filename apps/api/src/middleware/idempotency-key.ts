import { parseIdempotencyKey } from '@concert-mania/runtime/idempotency-key';
import { createMiddleware } from 'hono/factory';
import type { CommandEnv } from '../http/env.ts';
import { problem } from '../http/problems/problem.ts';

/** Refuses a command without a valid `Idempotency-Key`; sets `c.var.idempotencyKey`. */
export const withIdempotencyKey = createMiddleware<CommandEnv>((c, next) => {
  const header = c.req.header('idempotency-key');
  if (header === undefined || header === '') return Promise.resolve(problem(c, 'idempotency_key_required'));
  const key = parseIdempotencyKey(header);
  if (key === null) return Promise.resolve(problem(c, 'idempotency_key_invalid'));
  c.set('idempotencyKey', key);
  return next();
});
