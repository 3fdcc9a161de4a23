import { createHash, randomBytes } from 'node:crypto';
import type { RefreshTokenMint } from '@concert-mania/core/identity/ports';

const PREFIX = 'cmr_';
const SECRET_BYTES = 32;
const TOKEN = /^cmr_[\w-]{43}$/;

/** Refresh tokens of 256 random bits, known by their SHA-256. The prefix keeps them apart from every other token. */
export const refreshTokenMint: RefreshTokenMint = {
  mint: () => PREFIX + randomBytes(SECRET_BYTES).toString('base64url'),
  digest: (token) => (TOKEN.test(token) ? createHash('sha256').update(token).digest() : null),
};
