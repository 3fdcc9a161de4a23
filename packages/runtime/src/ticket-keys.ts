import { createPrivateKey, createPublicKey, hash, hkdfSync, type KeyObject, sign, verify } from 'node:crypto';

/** The keys that sign ticket codes. */
export interface TicketKeys {
  /** The key of the first secret. */
  readonly signer: { readonly keyId: string; sign(bytes: Uint8Array): Uint8Array };
  /** Whether one of the keys signed the bytes. */
  verify(bytes: Uint8Array, signature: Uint8Array, keyId: string): boolean;
  /** The public keys, as a JWK set. */
  readonly keySet: { readonly keys: readonly PublicJwk[] };
}

interface PublicJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly alg: 'EdDSA';
  readonly use: 'sig';
  readonly kid: string;
  readonly x: string;
}

const SEED_BYTES = 32;
/** The DER form of an Ed25519 private key (RFC 8410) up to its 32 bytes. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const KEY_ID_BYTES = 4;

/** Derives an Ed25519 key from each secret. The first signs, all verify. */
export function makeTicketKeys(secrets: readonly string[]): TicketKeys {
  const keys = secrets.map(makeKey);
  const [first] = keys;
  if (!first) throw new RangeError('the list of ticket signing keys is empty');
  const byId = new Map(keys.map((key) => [key.jwk.kid, key.publicKey]));
  return {
    signer: { keyId: first.jwk.kid, sign: (bytes) => sign(null, bytes, first.privateKey) },
    verify: (bytes, signature, keyId) => {
      const key = byId.get(keyId);
      return key !== undefined && verify(null, bytes, key, signature);
    },
    keySet: { keys: keys.map(({ jwk }) => jwk) },
  };
}

function makeKey(secret: string): {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: PublicJwk;
} {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', 'concert-mania ticket codes', SEED_BYTES));
  const der = Buffer.concat([PKCS8_PREFIX, seed]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  const { x } = publicKey.export({ format: 'jwk' });
  if (x === undefined) throw new Error('an Ed25519 key was exported without its public part');
  const kid = hash('sha256', Buffer.from(x, 'base64url'), 'buffer').subarray(0, KEY_ID_BYTES);
  return {
    privateKey,
    publicKey,
    jwk: { kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', kid: kid.toString('hex').toUpperCase(), x },
  };
}
