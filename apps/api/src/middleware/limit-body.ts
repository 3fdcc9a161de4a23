import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { AppEnv } from '../env.ts';
import { problem } from '../problem.ts';

export const MAX_BODY_BYTES = 64 * 1024;
/** A seating plan of 60,000 seats is a large document. */
export const MAX_VENUE_BODY_BYTES = 32 * 1024 * 1024;
const VENUE_IMPORT = '/v1/admin/venues';

const chunkedLimit = (maxSize: number) =>
  bodyLimit({ maxSize, onError: (c) => problem(c as never, 'body_too_large') });
const limitChunked = chunkedLimit(MAX_BODY_BYTES);
const limitChunkedVenue = chunkedLimit(MAX_VENUE_BODY_BYTES);

/** Refuses a body that is too large with 413 before anything parses it, also one that does not tell its length. */
export const limitBody: MiddlewareHandler<AppEnv> = (c, next) =>
  c.req.method === 'GET' || c.req.method === 'HEAD' ? next() : refuseLarge(c, next);

const refuseLarge: MiddlewareHandler<AppEnv> = async (c, next) => {
  const isVenue = c.req.path === VENUE_IMPORT;
  const length = c.req.header('content-length');
  if (length === undefined || c.req.header('transfer-encoding') !== undefined) {
    return (isVenue ? limitChunkedVenue : limitChunked)(c, next);
  }
  if (Number(length) > (isVenue ? MAX_VENUE_BODY_BYTES : MAX_BODY_BYTES)) return problem(c, 'body_too_large');
  return next();
};
