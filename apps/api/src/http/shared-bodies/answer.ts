import type { HttpBindings } from '@hono/node-server';
import type { Context, TypedResponse } from 'hono';
import { clientGroup } from '../../middleware/limit-rate.ts';
import { addHeader } from '../carried-headers.ts';
import type { AppEnv } from '../env.ts';
import { problem } from '../problems/problem.ts';
import { chooseEncoding } from './accept-encoding.ts';
import { etagOf, knownForm } from './conditional.ts';
import { type SharedBody, shareBody } from './shared-body.ts';

/** The route's response type for a body that is already serialised. */
type Written<T> = Response & (TypedResponse<T, 200, 'json'> | TypedResponse<null, 304, 'body'>);

/** Smaller answers fit into the system's socket buffer. */
const LARGE_BYTES = 64 * 1024;

interface Terms {
  readonly etag: string;
  readonly cacheControl: string;
}

/** 304 if the client has this version in any form; null otherwise. */
export function answerUnchanged<T>(c: Context, { etag, cacheControl }: Terms): Written<T> | null {
  const header = c.req.header('if-none-match');
  if (header === undefined) return null;
  const known = knownForm(header, etag, chooseEncoding(c.req.header('accept-encoding')));
  if (known === null) return null;
  addHeader(c, 'etag', known);
  addHeader(c, 'cache-control', cacheControl);
  addHeader(c, 'vary', 'accept-encoding');
  return c.body(null, 304) as Response as Written<T>;
}

/**
 * Counts a body until it is sent or its connection closes. False if too many bytes are being sent.
 */
function countSending(c: Context<AppEnv>, body: Uint8Array): boolean {
  const { outgoing }: Partial<HttpBindings> = c.env ?? {};
  const socket = outgoing?.req.socket;
  if (outgoing === undefined || socket === undefined || socket.destroyed || c.req.method === 'HEAD')
    return true;
  const close = c.get('guards').sendBudget.open(clientGroup(c), body, () => socket.destroy());
  if (close === null) return false;
  const ended = (): void => {
    outgoing.off('close', ended);
    socket.off('close', ended);
    close();
  };
  outgoing.once('close', ended);
  socket.once('close', ended);
  return true;
}

/** Answers with a serialised body in the client's preferred encoding, or with 304. */
export async function answerShared<T>(
  c: Context,
  body: SharedBody,
  cacheControl: string,
  contentType = 'application/json',
): Promise<Written<T>> {
  const unchanged = answerUnchanged<T>(c, { etag: body.etag, cacheControl });
  if (unchanged !== null) return unchanged;
  const encoding = body.compressible ? chooseEncoding(c.req.header('accept-encoding')) : 'identity';
  const form = await body.in(encoding);
  if (form.length > LARGE_BYTES && !countSending(c, form))
    return problem(c as Context<AppEnv>, 'busy') as Response as Written<T>;
  addHeader(c, 'etag', etagOf(body.etag, encoding));
  addHeader(c, 'cache-control', cacheControl);
  addHeader(c, 'vary', 'accept-encoding');
  const headers = {
    'content-type': contentType,
    ...(encoding !== 'identity' && { 'content-encoding': encoding }),
  };
  if (c.req.method === 'HEAD') {
    return c.body(null, 200, { ...headers, 'content-length': `${form.length}` }) as Response as Written<T>;
  }
  return c.body(form as Uint8Array<ArrayBuffer>, 200, headers) as Response as Written<T>;
}

/**
 * Answers a HEAD without writing the body; its length may be left out (RFC 9110, section 9.3.2).
 */
export function answerHead<T>(c: Context, { etag, cacheControl }: Terms): Written<T> {
  addHeader(c, 'etag', etagOf(etag, chooseEncoding(c.req.header('accept-encoding'))));
  addHeader(c, 'cache-control', cacheControl);
  addHeader(c, 'vary', 'accept-encoding');
  return c.body(null, 200, { 'content-type': 'application/json' }) as Response as Written<T>;
}

/** Bodies of cached objects: each is serialised once and lives as long as its object. */
export function shareBySource(): (source: object, present: () => unknown) => SharedBody {
  const written = new WeakMap<object, SharedBody>();
  return (source, present) => {
    const known = written.get(source);
    if (known !== undefined) return known;
    const body = shareBody(Buffer.from(JSON.stringify(present())));
    written.set(source, body);
    return body;
  };
}
