import { createHash, randomInt } from 'node:crypto';
import type { OneTimeCodes } from '@concert-mania/core/identity/sessions/second-factor';
import { Secret, TOTP } from 'otpauth';

const ISSUER = 'Concert Mania';
const PERIOD_SECONDS = 30;
/** Accepts a code one step early or late, because clocks differ (RFC 6238, 5.2). */
const WINDOW_STEPS = 1;
const SECRET_BYTES = 20;
const RECOVERY_CODES = 10;
/** Without look-alike letters and digits. Ten characters have 49 bits. */
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';
const RECOVERY_CHARS = 10;

/** Time-based codes (RFC 6238: SHA-1, 6 digits, 30 s) and recovery codes such as `k3m9p-x7q2w`. */
export function makeOneTimeCodes(nowMs: () => number): OneTimeCodes {
  const totp = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret), period: PERIOD_SECONDS });
  return {
    newSecret: () => new Secret({ size: SECRET_BYTES }).base32,
    newRecoveryCodes: () => Array.from({ length: RECOVERY_CODES }, newRecoveryCode),
    digest: (code) => createHash('sha256').update(code.toLowerCase().replaceAll(/[\s-]/g, '')).digest(),
    uri: (secret, email) =>
      new TOTP({ issuer: ISSUER, label: email, secret: Secret.fromBase32(secret) }).toString(),
    stepOf: (secret, code) => {
      const token = code.replaceAll(/\s/g, '');
      // The library throws for multi-byte characters.
      if (!/^\d{6}$/.test(token)) return null;
      const timestamp = nowMs();
      const delta = totp(secret).validate({ token, timestamp, window: WINDOW_STEPS });
      return delta === null ? null : Math.floor(timestamp / 1000 / PERIOD_SECONDS) + delta;
    },
  };
}

function newRecoveryCode(): string {
  const chars = Array.from({ length: RECOVERY_CHARS }, () => ALPHABET.charAt(randomInt(ALPHABET.length)));
  return `${chars.slice(0, RECOVERY_CHARS / 2).join('')}-${chars.slice(RECOVERY_CHARS / 2).join('')}`;
}
