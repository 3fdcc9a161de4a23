import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import type { AppContext, AppEnv } from '../http/env.ts';
import { problem } from '../http/problems/problem.ts';
import { bodyLimitOf, declaredLength } from '../http/request-bodies/read-body.ts';

/**
 * Refuses with 413 a body whose `Content-Length` is too large. Reads nothing: a body without one is
 * counted while its route reads it.
 */
export const limitBody: MiddlewareHandler<AppEnv> = (c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') {
    discardBody(c);
    return next();
  }
  const tooLarge = (declaredLength(c) ?? 0) > bodyLimitOf(c.req.path).maxBytes;
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
