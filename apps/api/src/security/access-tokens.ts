import { createHash, createHmac, createSecretKey, randomUUID, timingSafeEqual } from 'node:crypto';
import { ROLES, type Role } from '@concert-mania/core/identity/model';
import type { AccessTokenIssuer } from '@concert-mania/core/identity/ports';
import { makeBoundedMap } from '@concert-mania/core/shared/bounded-map';
import { SignJWT } from 'jose';
import type { SignedInAccount } from '../http/env.ts';
import { rememberSeen } from './seen-lately.ts';

const ALGORITHM = 'HS256';
const ISSUER = 'concert-mania';
const MAX_CACHED = 50_000;
/** Tokens seen lately; fewer than the cache holds. */
const SEEN_LATELY = MAX_CACHED / 2;

/** The kind of a token. A token of one kind is refused as another (RFC 8725, 3.11, 3.12). */
export interface TokenKind {
  readonly typ: string;
  readonly audience: string;
}

export const ACCESS_TOKEN: TokenKind = { typ: 'at+jwt', audience: 'concert-mania-api' };
export const ADMIN_SESSION: TokenKind = { typ: 'admin-session+jwt', audience: 'concert-mania-admin' };

export interface AccessTokens extends AccessTokenIssuer {
  /**
   * The account of a valid token; null for any other text. Tokens in frequent use are cached until
   * they expire.
   */
  verify(token: string): SignedInAccount | null;
}

/** Signs and verifies tokens of one kind: JWT, HS256. Checks alg, kid, typ, iss, aud and exp. */
export function makeAccessTokens(settings: {
  readonly kind: TokenKind;
  readonly secret: string;
  /** Earlier secrets: tokens that they signed stay valid until they expire. */
  readonly previousSecrets?: readonly string[];
  readonly ttlSeconds: number;
  readonly nowMs: () => number;
}): AccessTokens {
  const { kind, nowMs } = settings;
  const [key, kid] = keyOf(settings.secret);
  const cache = makeBoundedMap<string, SignedInAccount>(MAX_CACHED);
  const wasSeenLately = rememberSeen(SEEN_LATELY);

  const keysByHeader = new Map(
    [settings.secret, ...(settings.previousSecrets ?? [])].map((secret) => {
      const [bytes, id] = keyOf(secret);
      return [encodePart({ alg: ALGORITHM, typ: kind.typ, kid: id }), createSecretKey(bytes)];
    }),
  );
  // Verified by hand for polling speed; `npm run bench -- micro tokens` compares it with jose. The
  // header must equal ours byte for byte, which fixes algorithm, type and key (RFC 8725, 3.1).
  const check = (token: string) => {
    const bodyAt = token.indexOf('.') + 1;
    const signatureAt = token.lastIndexOf('.') + 1;
    const hmacKey = keysByHeader.get(token.slice(0, Math.max(0, bodyAt - 1)));
    if (hmacKey === undefined || signatureAt === bodyAt) return null;
    const signed = token.slice(0, signatureAt - 1);
    const signature = createHmac('sha256', hmacKey).update(signed).digest('base64url');
    if (!areEqual(token.slice(signatureAt), signature)) return null;
    const claims = readClaims(signed.slice(bodyAt));
    if (claims === null || claims.iss !== ISSUER || claims.aud !== kind.audience) return null;
    const expiresAtMs = claims.exp * 1000;
    return expiresAtMs > nowMs() ? toAccount(claims, expiresAtMs) : null;
  };

  return {
    issue: async ({ account, sessionId, endsAt, secondFactor }) => {
      const issuedAt = Math.floor(nowMs() / 1000);
      const left = Math.floor(endsAt.getTime() / 1000) - issuedAt;
      const ttlSeconds = Math.max(1, Math.min(settings.ttlSeconds, left));
      const token = await new SignJWT({
        role: account.role,
        sid: sessionId,
        ...(secondFactor && { sf: true }),
        ev: account.emailVerified,
      })
        .setProtectedHeader({ alg: ALGORITHM, typ: kind.typ, kid })
        .setIssuer(ISSUER)
        .setAudience(kind.audience)
        .setSubject(account.id)
        .setJti(randomUUID())
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + ttlSeconds)
        .sign(key);
      return { token, ttlSeconds };
    },
    verify: (token) => {
      const known = cache.get(token);
      if (known !== undefined) {
        if (known.expiresAtMs > nowMs()) return known;
        cache.delete(token);
        return null;
      }
      const checked = check(token);
      if (checked === null) return null;
      if (wasSeenLately(token)) cache.set(token, checked);
      return checked;
    },
  };
}

const encodePart = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** Compares two texts in constant time. */
function areEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

interface Claims {
  readonly sub: string;
  readonly role: Role;
  /** The session; absent in tokens of versions without sessions. */
  readonly sid?: unknown;
  /** True if a second factor was given. */
  readonly sf?: unknown;
  /** True if the address is verified; absent in tokens of earlier versions. */
  readonly ev?: unknown;
  readonly iss: unknown;
  readonly aud: unknown;
  readonly exp: number;
}

const toAccount = (claims: Claims, expiresAtMs: number): SignedInAccount => ({
  id: claims.sub,
  role: claims.role,
  sessionId: typeof claims.sid === 'string' ? claims.sid : null,
  secondFactor: claims.sf === true,
  emailVerified: claims.ev === true,
  expiresAtMs,
});

/** The claims of a verified token; null if a required claim is missing. */
function readClaims(part: string): Claims | null {
  const claims: Partial<Claims> | null = JSON.parse(Buffer.from(part, 'base64url').toString());
  const isWhole =
    typeof claims?.sub === 'string' &&
    claims.sub !== '' &&
    ROLES.some((role) => role === claims.role) &&
    Number.isInteger(claims.exp);
  return isWhole ? (claims as Claims) : null;
}

/** The bytes of a secret and the `kid` that its tokens carry. */
function keyOf(secret: string): [key: Uint8Array, kid: string] {
  const key = new TextEncoder().encode(secret);
  return [key, createHash('sha256').update('kid').update(key).digest('hex').slice(0, 12)];
}
