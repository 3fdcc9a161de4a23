import { decodeUtf8 } from '@concert-mania/runtime/utf8';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { clientGroup } from '../../middleware/limit-rate.ts';
import type { AppEnv } from '../env.ts';
import { type BodyBudget, makeBodyBudget } from './body-budget.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
export const MAX_BODY_BYTES = 64 * KIB;
/** A seating plan of 60,000 seats is a large document. */
export const MAX_VENUE_BODY_BYTES = 32 * MIB;
/** Bodies up to this size cost no more than their connection, so they are not counted. */
const UNCOUNTED_BYTES = 4 * KIB;

const NOTHING = new Uint8Array();

export interface BodyLimit {
  readonly maxBytes: number;
  readonly withinMs: number;
  readonly budget: BodyBudget;
}

export const BODIES: BodyLimit = {
  maxBytes: MAX_BODY_BYTES,
  withinMs: 10_000,
  budget: makeBodyBudget({ totalBytes: 64 * MIB, groupBytes: 4 * MIB }),
};

/** A batch of 500 scans, each with its code. */
const SCANS: BodyLimit = { ...BODIES, maxBytes: 256 * KIB };

/** For the one import that may run in a process. */
export const VENUE_BODY: BodyLimit = {
  maxBytes: MAX_VENUE_BODY_BYTES,
  withinMs: 60_000,
  budget: makeBodyBudget({ totalBytes: MAX_VENUE_BODY_BYTES, groupBytes: MAX_VENUE_BODY_BYTES }),
};

const LIMITS: ReadonlyMap<string, BodyLimit> = new Map([
  ['/v1/admin/venues', VENUE_BODY],
  ['/v1/gate/check-ins/batch', SCANS],
]);

/** The limit of bodies that are sent to a path. */
export const bodyLimitOf = (path: string): BodyLimit => LIMITS.get(path) ?? BODIES;

export type BodyRefusal =
  | 'body_too_large'
  | 'body_encoding_unsupported'
  | 'malformed_json'
  | 'request_timeout'
  | 'busy';

/** The body was refused; `code` is the problem to answer with. */
export class BodyRefused extends Error {
  override name = 'BodyRefused';
  readonly code: BodyRefusal;

  constructor(code: BodyRefusal) {
    super(`the request body was refused: ${code}`);
    this.code = code;
  }
}

/**
 * Reads the whole body as UTF-8. Routes call it after their middleware, so no memory is held for a
 * refused caller. Throws `BodyRefused` past a limit, for a compressed body and for invalid UTF-8.
 */
export async function readBody<E extends AppEnv>(c: Context<E>, limit: BodyLimit = BODIES): Promise<string> {
  const text = decodeUtf8(await readBytes(c, limit));
  if (text === null) throw new BodyRefused('malformed_json');
  return text;
}

/** The bytes of the body, as `readBody` reads them. */
export async function readBytes<E extends AppEnv>(
  c: Context<E>,
  limit: BodyLimit = BODIES,
): Promise<ArrayBuffer | Uint8Array> {
  const encoding = c.req.header('content-encoding');
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new BodyRefused('body_encoding_unsupported');
  }
  const length = declaredLength(c);
  if (length !== null && length > limit.maxBytes) throw new BodyRefused('body_too_large');
  return length !== null && length <= UNCOUNTED_BYTES ? readSmall(c) : readCounted(c, limit);
}

/**
 * Reads Node's chunks directly: copying each hold's body into its own ArrayBuffer doubles the
 * garbage collector's share of the process (8 to 20 %, `npm run bench -- profile`).
 */
async function readSmall<E extends AppEnv>(c: Context<E>): Promise<ArrayBuffer | Uint8Array> {
  const { incoming }: Partial<HttpBindings> = c.env ?? {};
  if (incoming === undefined) return c.req.arrayBuffer();
  // A body in the same packet as its headers is available after this tick.
  await undefined;
  if (incoming.complete) return incoming.read() ?? NOTHING;
  // A client that has left sends no further event.
  if (incoming.destroyed) throw new BodyRefused('malformed_json');
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => void chunks.push(chunk));
    incoming.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    incoming.once('error', reject);
    incoming.once('close', () => {
      if (!incoming.readableEnded) reject(new BodyRefused('malformed_json'));
    });
  });
}

/** Null for a chunked body, whose length is unknown. */
export function declaredLength<E extends AppEnv>(c: Context<E>): number | null {
  const length = c.req.header('content-length');
  return length === undefined || c.req.header('transfer-encoding') !== undefined ? null : Number(length);
}

async function readCounted<E extends AppEnv>(c: Context<E>, limit: BodyLimit): Promise<Uint8Array> {
  const { body } = c.req.raw;
  if (body === null) return new Uint8Array();
  const group = clientGroup(c);
  const reader = body.getReader();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    reader.cancel().catch(() => undefined);
  }, limit.withinMs);
  const chunks: Uint8Array[] = [];
  let held = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (late) throw new BodyRefused('request_timeout');
      if (done) return Buffer.concat(chunks, held);
      if (held + value.length > limit.maxBytes) throw new BodyRefused('body_too_large');
      if (!limit.budget.take(group, value.length)) throw new BodyRefused('busy');
      held += value.length;
      chunks.push(value);
    }
  } finally {
    clearTimeout(timer);
    limit.budget.give(group, held);
  }
}
