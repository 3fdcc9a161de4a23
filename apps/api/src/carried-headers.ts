import { type IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { SLICE_BYTES, sendInSlices } from './slow-readers/send-in-slices.ts';

/** What every answer carries, unless its route says otherwise (the pages of documents and queues allow themselves scripts). */
const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'strict-transport-security': 'max-age=15552000',
};

/**
 * A response that carries headers beside those of the answer, which win. They are written in one pass with them: a `Headers`
 * object, or headers set on Node's response one by one, take several times as long.
 */
export class CarryingResponse<R extends IncomingMessage = IncomingMessage> extends ServerResponse<R> {
  #carried: Record<string, string> = { ...SECURITY_HEADERS };

  /** Takes a header along; another value of the same name comes behind the first. The name is in lower case. */
  carry(name: string, value: string): void {
    const known = this.#carried[name];
    this.#carried[name] = known === undefined ? value : `${known}, ${value}`;
  }

  /** As Node's, with what is carried; only for headers given as an object. */
  override writeHead(status: number, headers?: unknown): this {
    return super.writeHead(status, { ...this.#carried, ...(headers as OutgoingHttpHeaders | undefined) });
  }

  /** As Node's, for a body given as a whole; a large one is sent in slices. */
  override end(body?: unknown): this {
    const isLarge = body instanceof Uint8Array && body.length > SLICE_BYTES && this.req.method !== 'HEAD';
    if (!isLarge) return super.end(body);
    sendInSlices(this, body, (last) => super.end(last));
    return this;
  }
}

/** Adds a header to the answer of this request, whatever answers it. */
export function addHeader(c: Context, name: string, value: string): void {
  const { outgoing }: Partial<HttpBindings> = c.env ?? {};
  if (outgoing instanceof CarryingResponse) outgoing.carry(name, value);
  else c.header(name, value, { append: true });
}
