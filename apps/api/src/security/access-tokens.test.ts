import type { SessionGrant } from '@concert-mania/core/identity/sessions/session';
import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { ACCESS_TOKEN, ADMIN_SESSION, makeAccessTokens } from './access-tokens.ts';

const SECRET = 'a-secret-of-at-least-32-characters!';
const START_MS = Date.parse('2026-03-01T11:00:00Z');
const account = {
  id: 'usr_1',
  email: 'a@b.c',
  name: 'A',
  phone: null,
  role: 'user',
  locale: 'ko',
  emailVerified: true,
} as const;
const fan = { account, sessionId: 'ses_1', endsAt: new Date(START_MS + 86_400_000), secondFactor: false };

const FAN = {
  id: 'usr_1',
  role: 'user',
  sessionId: 'ses_1',
  secondFactor: false,
  emailVerified: true,
  expiresAtMs: START_MS + 900_000,
};

function tokensAt(
  clock: { nowMs: number },
  given: { secret?: string; previousSecrets?: string[]; kind?: typeof ACCESS_TOKEN } = {},
) {
  const tokens = makeAccessTokens({
    kind: ACCESS_TOKEN,
    secret: SECRET,
    ttlSeconds: 900,
    nowMs: () => clock.nowMs,
    ...given,
  });
  return { ...tokens, issue: async (grant: SessionGrant) => (await tokens.issue(grant)).token };
}

describe('access tokens', () => {
  it('contain the account and its role', async () => {
    const tokens = tokensAt({ nowMs: START_MS });
    expect(await tokens.verify(await tokens.issue(fan))).toEqual(FAN);
  });

  it('are cached from their second use on, and expire nevertheless', async () => {
    const clock = { nowMs: START_MS };
    const tokens = tokensAt(clock);
    const token = await tokens.issue(fan);
    clock.nowMs = START_MS + 899_000;
    const [first, second, third] = [tokens.verify(token), tokens.verify(token), tokens.verify(token)];
    expect(first).toEqual(FAN);
    expect(second).not.toBe(first);
    expect(third).toBe(second);
    clock.nowMs = START_MS + 900_000;
    expect(await tokens.verify(token)).toBeNull();
    expect(await tokensAt(clock).verify(token)).toBeNull();
  });

  it('are refused when signed with another secret or for another purpose', async () => {
    const clock = { nowMs: START_MS };
    const tokens = tokensAt(clock);
    const foreign = tokensAt(clock, { secret: `${SECRET}x` });
    const admin = tokensAt(clock, { kind: ADMIN_SESSION });
    expect(await tokens.verify(await foreign.issue(fan))).toBeNull();
    expect(await tokens.verify(await admin.issue(fan))).toBeNull();
    expect(await admin.verify(await tokens.issue(fan))).toBeNull();
  });

  it('of a replaced secret stay valid until they expire; new ones are signed with the new secret', async () => {
    const clock = { nowMs: START_MS };
    const next = `${SECRET}-next`;
    const before = await tokensAt(clock).issue(fan);
    const rotated = tokensAt(clock, { secret: next, previousSecrets: [SECRET] });
    expect(await rotated.verify(before)).toEqual(FAN);
    const after = await rotated.issue(fan);
    expect(await tokensAt(clock, { secret: next }).verify(after)).not.toBeNull();
    expect(await tokensAt(clock).verify(after)).toBeNull();
    // A secret that is no longer listed verifies no token.
    expect(await tokensAt(clock, { secret: next }).verify(before)).toBeNull();
    clock.nowMs += 900_000;
    expect(await rotated.verify(before)).toBeNull();
  });

  it('are refused if they name one key and are signed with another', async () => {
    const clock = { nowMs: START_MS };
    const next = `${SECRET}-next`;
    const [oldHeader = ''] = (await tokensAt(clock).issue(fan)).split('.');
    const [, body = '', signature = ''] = (await tokensAt(clock, { secret: next }).issue(fan)).split('.');
    const rotated = tokensAt(clock, { secret: next, previousSecrets: [SECRET] });
    expect(await rotated.verify(`${oldHeader}.${body}.${signature}`)).toBeNull();
  });

  it('are refused without a signature, with another algorithm, issuer, type or key id, or without an expiry', async () => {
    const clock = { nowMs: START_MS };
    const tokens = tokensAt(clock);
    const [header = '', body = ''] = (await tokens.issue(fan)).split('.');
    const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
    const rightHeader = read(header);
    const rightClaims = read(body);
    const sign = (changedHeader: object, changedClaims: object) =>
      new SignJWT({ ...rightClaims, ...changedClaims })
        .setProtectedHeader({ ...rightHeader, ...changedHeader })
        .sign(new TextEncoder().encode(SECRET));

    expect(await tokens.verify(await sign({}, {}))).not.toBeNull();
    const forged = [
      await sign({ alg: 'HS384' }, {}),
      await sign({ typ: 'JWT' }, {}),
      await sign({ kid: 'other' }, {}),
      await sign({}, { iss: 'somebody' }),
      await sign({}, { aud: 'somewhere' }),
      await sign({}, { exp: undefined }),
      await sign({}, { role: 'owner' }),
      new UnsecuredJWT(rightClaims).encode(),
      `${header}.${body}.`,
      `${header}.${body}`,
      header,
      `${await tokens.issue(fan)}=`,
      `${await tokens.issue(fan)}.${body}`,
      'not.a.token',
      '',
    ];
    for (const token of forged) expect(await tokens.verify(token)).toBeNull();
  });
});
