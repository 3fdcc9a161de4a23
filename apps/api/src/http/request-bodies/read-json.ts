import { ok, type Result, refuse } from '@concert-mania/core/shared/result';
import { decodeUtf8 } from '@concert-mania/runtime/utf8';
import type { Context } from 'hono';
import type { AppEnv } from '../env.ts';
import { type BodyLimit, readBytes } from './read-body.ts';

const JSON_TYPE = /^application\/(?:[a-z-.]+\+)?json\s*(?:;|$)/i;
const CHARSET = /;\s*charset\s*=\s*"?([^\s";]*)/i;

type Refusal = { readonly code: 'unsupported_media_type' | 'malformed_json' };

/**
 * Parses a request body as JSON. Undefined for an empty body of any content type. Throws
 * `BodyRefused` like `readBody`.
 */
export async function readJson<E extends AppEnv>(
  c: Context<E>,
  limit?: BodyLimit,
): Promise<Result<unknown, Refusal>> {
  const bytes = await readBytes(c, limit);
  if (bytes.byteLength === 0) return ok(undefined);
  if (!isJson(c.req.header('content-type'))) return refuse({ code: 'unsupported_media_type' });
  const text = decodeUtf8(bytes);
  if (text === null) return refuse({ code: 'malformed_json' });
  try {
    return ok(JSON.parse(text) as unknown);
  } catch {
    return refuse({ code: 'malformed_json' });
  }
}

function isJson(contentType: string | undefined): boolean {
  if (contentType === 'application/json') return true;
  if (contentType === undefined || !JSON_TYPE.test(contentType)) return false;
  const charset = CHARSET.exec(contentType)?.[1]?.toLowerCase() ?? 'utf-8';
  return charset === 'utf-8' || charset === 'utf8';
}
