import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { SecretBox } from '@concert-mania/core/identity/sessions/second-factor';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const PREFIX = 'v1.';

/**
 * Encrypts with the first secret and decrypts with any (AES-256-GCM, NIST SP 800-38D). The account
 * is authenticated too, so a ciphertext is useless in another row.
 */
export function makeSecretBox(secrets: readonly string[]): SecretBox {
  const keys = secrets.map((secret) =>
    Buffer.from(hkdfSync('sha256', secret, '', 'concert-mania second factors', KEY_BYTES)),
  );
  const [first] = keys;
  if (first === undefined) throw new RangeError('the list of secrets that seal second factors is empty');
  return {
    seal: (accountId, secret) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, first, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(accountId));
      const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return PREFIX + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    open: (accountId, sealed) => {
      if (!sealed.startsWith(PREFIX)) return null;
      const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64url');
      if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
      for (const key of keys) {
        const secret = decipher(key, accountId, bytes);
        if (secret !== null) return secret;
      }
      return null;
    },
  };
}

function decipher(key: Buffer, accountId: string, bytes: Buffer): string | null {
  const body = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  body.setAAD(Buffer.from(accountId));
  body.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const text = body.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8');
  try {
    return text + body.final('utf8');
  } catch {
    return null;
  }
}
