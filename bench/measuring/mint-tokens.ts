import { createHash, createHmac } from 'node:crypto';
import { ACCESS_TOKEN } from '@concert-mania/api/src/security/access-tokens.ts';
import type { Role } from '@concert-mania/core/identity/model';

const TTL_SECONDS = 3_600;

/** Access tokens as the API issues them (JWT, HS256), fast enough for hundreds of thousands. */
export function mintTokens(
  secret: string,
  accountIds: readonly string[],
  role: Role = 'user',
): readonly string[] {
  const kid = createHash('sha256').update('kid').update(secret).digest('hex').slice(0, 12);
  const header = encode({ alg: 'HS256', typ: ACCESS_TOKEN.typ, kid });
  const iat = Math.floor(Date.now() / 1_000);
  const claims = { role, iss: 'concert-mania', aud: ACCESS_TOKEN.audience, iat, exp: iat + TTL_SECONDS };
  return accountIds.map((sub) => {
    const signed = `${header}.${encode({ ...claims, sub, jti: sub })}`;
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  });
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
