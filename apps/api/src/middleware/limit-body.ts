import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import type { AppContext, AppEnv } from '../http/env.ts';
import { problem } from '../http/problems/problem.ts';
import { declaredLength, MAX_BODY_BYTES } from '../http/request-bodies/read-body.ts';

/** Its route has its own limit, behind an administrator's login. */
const VENUE_IMPORT = '/v1/admin/venues';

/**
 * Refuses with 413 a body whose `Content-Length` is too large. Reads nothing: a body without one is
 * counted while its route reads it.
 */
export const limitBody: MiddlewareHandler<AppEnv> = (c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') {
    discardBody(c);
    return next();
  }
  const tooLarge = (declaredLength(c) ?? 0) > MAX_BODY_BYTES && c.req.path !== VENUE_IMPORT;
  return tooLarge ? Promise.resolve(problem(c, 'body_too_large')) : next();
};

/**
 * No route reads the body of a GET. During a stream or long poll its bytes would stay in memory.
 */
function discardBody(c: AppContext): void {
  const { incoming }: Partial<HttpBindings> = c.env ?? {};
  if (incoming === undefined) return;
  const { 'content-length': length, 'transfer-encoding': chunked } = incoming.headers;
  if (length !== undefined || chunked !== undefined) incoming.resume();
}
