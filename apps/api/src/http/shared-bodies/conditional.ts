import { hash } from 'node:crypto';
import { ENCODINGS, type Encoding } from './accept-encoding.ts';

/** `If-None-Match` by weak comparison, which is what it asks for (RFC 9110, section 13.1.2). */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return header.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === etag);
}

/**
 * The tag of a form of an answer: forms of different bytes have different strong tags (RFC 9110,
 * section 8.8.3.3).
 */
export const etagOf = (etag: string, encoding: Encoding): string =>
  encoding === 'identity' ? etag : `${etag.slice(0, -1)}-${encoding}"`;

/**
 * The tag that a client has of an answer of several forms, its best form first; null where it has
 * none. A cache finds what a 304 is about by the tag, so it must be one that the cache has (RFC
 * 9111, section 4.3.4).
 */
export const knownForm = (header: string, etag: string, best: Encoding): string | null =>
  [best, ...ENCODINGS].map((form) => etagOf(etag, form)).find((tag) => matchesEtag(header, tag)) ?? null;

/**
 * The tag of an answer whose version is known without its body; more than one number where it has
 * several parts.
 */
export const versionEtag = (...versions: readonly number[]): string => `"${versions.join('-')}"`;

/** The tag of an answer by what it says. */
export const contentEtag = (body: string | Uint8Array): string =>
  `"${hash('sha256', body, 'base64url').slice(0, 27)}"`;

/** May be stored, must be asked for again every time; the ETag makes asking cheap. */
export const REVALIDATE = 'public, no-cache';

/** The headers of a conditional answer, for `createRoute({ responses })`. */
export const conditionalHeaders = {
  ETag: { required: true, schema: { type: 'string' as const } },
  'Cache-Control': { required: true, schema: { type: 'string' as const } },
};

/** The answer to a client that has the newest version, for `createRoute({ responses })`. */
export const notModified = {
  304: { description: 'What the client has is current', headers: conditionalHeaders },
};
