import { hash } from 'node:crypto';
import { ENCODINGS, type Encoding } from './accept-encoding.ts';

/** `If-None-Match` by weak comparison (RFC 9110, 13.1.2). */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return header.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === etag);
}

/**
 * The tag of one form of an answer: forms with different bytes have different strong tags (RFC
 * 9110, 8.8.3.3).
 */
export const etagOf = (etag: string, encoding: Encoding): string =>
  encoding === 'identity' ? etag : `${etag.slice(0, -1)}-${encoding}"`;

/**
 * The client's tag for an answer with several forms, its best form first; null if it has none. A
 * 304 must repeat a tag that the cache has (RFC 9111, 4.3.4).
 */
export const knownForm = (header: string, etag: string, best: Encoding): string | null =>
  [best, ...ENCODINGS].map((form) => etagOf(etag, form)).find((tag) => matchesEtag(header, tag)) ?? null;

/** The tag of an answer with a known version; several numbers if it has several parts. */
export const versionEtag = (...versions: readonly number[]): string => `"${versions.join('-')}"`;

/** The tag of an answer by its content. */
export const contentEtag = (body: string | Uint8Array): string =>
  `"${hash('sha256', body, 'base64url').slice(0, 27)}"`;

/** May be stored, but must be revalidated; the ETag makes that cheap. */
export const REVALIDATE = 'public, no-cache';

/** The headers of a conditional answer, for `createRoute({ responses })`. */
export const conditionalHeaders = {
  ETag: { required: true, schema: { type: 'string' as const } },
  'Cache-Control': { required: true, schema: { type: 'string' as const } },
};

/** The 304 answer to a client with the newest version, for `createRoute({ responses })`. */
export const notModified = {
  304: { description: "The client's version is current", headers: conditionalHeaders },
};
