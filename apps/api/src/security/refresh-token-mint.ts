import { createHash, randomBytes } from 'node:crypto';
import type { RefreshTokenMint } from '@concert-mania/core/identity/ports';

const PREFIX = 'cmr_';
/** Refresh tokens of a session share these bytes, so an old one identifies its session. */
const LINEAGE_BYTES = 16;
const FRESH_BYTES = 16;
const TOKEN = /^cmr_[\w-]{43}$/;

const sha256 = (value: string | Buffer): Buffer => createHash('sha256').update(value).digest();

const lineageOf = (token: string): Buffer =>
  Buffer.from(token.slice(PREFIX.length), 'base64url').subarray(0, LINEAGE_BYTES);

/**
 * Refresh tokens: 128 random bits per session and 128 per token, stored as SHA-256. The prefix
 * distinguishes them from other tokens.
 */
export const refreshTokenMint: RefreshTokenMint = {
  mint: (before) => {
    const lineage = before === undefined ? randomBytes(LINEAGE_BYTES) : lineageOf(before);
    return PREFIX + Buffer.concat([lineage, randomBytes(FRESH_BYTES)]).toString('base64url');
  },
  digest: (token) =>
    TOKEN.test(token) ? { digest: sha256(token), lineage: sha256(lineageOf(token)) } : null,
};
