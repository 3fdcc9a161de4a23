import type { Context, TypedResponse } from 'hono';
import { addHeader } from '../carried-headers.ts';
import { contentEtag, matchesEtag, REVALIDATE } from '../conditional.ts';
import type { AppEnv } from '../env.ts';

/** What a body of this shape is to the type of a route, when it is already written. */
type Written<T> = Response & (TypedResponse<T, 200, 'json'> | TypedResponse<null, 304, 'body'>);

interface Terms {
  readonly etag: string;
  readonly cacheControl: string;
}

/** 304 when the client has this version, else the body that `write` gives; it is not called in vain. */
export function answerVersion<T>(c: Context<AppEnv>, terms: Terms, write: () => string): Written<T> {
  addHeader(c, 'etag', terms.etag);
  addHeader(c, 'cache-control', terms.cacheControl);
  if (matchesEtag(c.req.header('if-none-match'), terms.etag))
    return c.body(null, 304) as Response as Written<T>;
  return c.body(write(), 200, { 'content-type': 'application/json' }) as Response as Written<T>;
}

/** Answers with a body under a tag made from what it says, or 304. */
export function answerContent<T>(c: Context<AppEnv>, content: T): Written<T> {
  const body = JSON.stringify(content);
  return answerVersion<T>(c, { etag: contentEtag(body), cacheControl: REVALIDATE }, () => body);
}
