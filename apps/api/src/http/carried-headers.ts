import { type IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { SLICE_BYTES, sendInSlices } from './slow-readers/send-in-slices.ts';

const HSTS = 'max-age=31536000';

/**
 * Headers of every response, unless its route overrides them: the pages of documents and queues
 * allow scripts. A response without `Cache-Control` counts as private and in one language.
 */
const DEFAULTS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  vary: 'Accept-Language, Authorization',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'strict-transport-security': HSTS,
};

/**
 * A response with added headers beside the answer's own, which win. They are written in one pass: a
 * `Headers` object or single calls on Node's response take several times as long.
 */
export class CarryingResponse<R extends IncomingMessage = IncomingMessage> extends ServerResponse<R> {
  #carried: Record<string, string> = { ...DEFAULTS };

  /**
   * Adds a header, replacing the default; a second value is appended to the first. Names are in
   * lower case.
   */
  carry(name: string, value: string): void {
    const known = this.#carried[name];
    this.#carried[name] = known === undefined || known === DEFAULTS[name] ? value : `${known}, ${value}`;
  }

  /** Like Node's, with the added headers; only for headers given as an object. */
  override writeHead(status: number, headers?: unknown): this {
    const own = headers as OutgoingHttpHeaders | undefined;
    const carried = this.#carried;
    const vary = carried.vary;
    Object.assign(carried, own);
    // `Vary` values are merged; of other headers the answer's own win.
    if (own?.vary !== undefined && vary !== undefined) carried.vary = `${vary}, ${String(own.vary)}`;
    return super.writeHead(status, carried);
  }

  /** Like Node's, for a complete body; a large one is sent in slices. */
  override end(body?: unknown): this {
    const isLarge = body instanceof Uint8Array && body.length > SLICE_BYTES && this.req.method !== 'HEAD';
    if (!isLarge) return super.end(body);
    sendInSlices(this, body, (last) => super.end(last));
    return this;
  }
}

/** For a host whose subdomains all have TLS: browsers then use nothing else for any of them. */
export class SubdomainsResponse<R extends IncomingMessage = IncomingMessage> extends CarryingResponse<R> {
  constructor(...args: ConstructorParameters<typeof ServerResponse<R>>) {
    super(...args);
    this.carry('strict-transport-security', `${HSTS}; includeSubDomains`);
  }
}

/** Adds a header to the answer of this request. */
export function addHeader(c: Context, name: string, value: string): void {
  const { outgoing }: Partial<HttpBindings> = c.env ?? {};
  if (outgoing instanceof CarryingResponse) outgoing.carry(name, value);
  else c.header(name, value, { append: true });
}

/** Sets `Cache-Control` and `Vary`; `vary` names the request headers that the answer depends on. */
export function allowCaching(c: Context, cacheControl: string, vary = 'Accept-Encoding'): void {
  addHeader(c, 'cache-control', cacheControl);
  addHeader(c, 'vary', vary);
}
