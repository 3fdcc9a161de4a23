import { verifyTicketCode } from '@concert-mania/core/tickets/ticket-code';
import type { SignedTicket } from './decide-locally.ts';

/** A published key that signs codes, as a JWK (RFC 8037). */
export interface TicketKey {
  readonly kid: string;
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
}

const ALGORITHM = 'Ed25519';

/** Whether this browser can check codes by itself. Browsers before 2025 may not. */
export const canCheckCodes = (): Promise<boolean> =>
  crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify']).then(
    () => true,
    () => false,
  );

/** Reads codes that were signed with one of the keys; null for any other text. */
export function makeReadTicket(keys: readonly TicketKey[]): (code: string) => Promise<SignedTicket | null> {
  const imported = new Map(keys.map((key) => [key.kid, importKey(key)] as const));
  return (code) =>
    verifyTicketCode(code, async (signedBytes, signature, keyId) => {
      const key = await imported.get(keyId);
      if (key === undefined || key === null) return false;
      return crypto.subtle.verify(ALGORITHM, key, exactBytes(signature), exactBytes(signedBytes));
    });
}

/** Null where the browser does not know the algorithm. */
const importKey = ({ kty, crv, x }: TicketKey): Promise<CryptoKey | null> =>
  crypto.subtle.importKey('jwk', { kty, crv, x }, ALGORITHM, false, ['verify']).catch(() => null);

const exactBytes = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(bytes);
