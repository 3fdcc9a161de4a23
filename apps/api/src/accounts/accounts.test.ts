import type { SignUpRequest } from '@concert-mania/core/identity/sign-up';
import { ok, refuse } from '@concert-mania/core/shared/result';
import { describe, expect, it } from 'vitest';
import { makeApp } from '../app.ts';
import type { ApiDeps } from '../ports.ts';
import { FAN, fakeDeps } from '../testing/fake-deps.ts';

const account = {
  id: 'usr_fan',
  email: 'fan@example.com',
  emailVerified: false,
  name: 'Fan',
  phone: null,
  role: 'user',
  locale: 'ko',
} as const;
const session = { accessToken: 'a', refreshToken: 'r', expiresInSeconds: 900 };
const NEW_FAN = { email: 'fan@example.com', password: 'seat-lover-1', name: 'Fan' };

function post(
  path: string,
  body: unknown,
  given: Partial<ApiDeps['identity']>,
  headers: Record<string, string> = {},
) {
  const identity: ApiDeps['identity'] = {
    signUp: async () => refuse({ code: 'email_taken' }),
    logIn: async () => refuse({ code: 'invalid_credentials' }),
    refreshSession: async () => refuse({ code: 'refresh_token_reused' }),
    logOut: async () => undefined,
    findAccount: async () => account,
    networkDigest: () => new Uint8Array(),
    endSessions: async () => undefined,
    endSession: async () => true,
    listSessions: async () => [],
    verifyEmail: async () => null,
    askPasswordReset: async () => undefined,
    resetPassword: async () => refuse({ code: 'token_invalid' }),
    resendVerification: async () => undefined,
    ...given,
  };
  return makeApp(fakeDeps({ identity })).request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

describe('signing up', () => {
  it("makes a plain user, in the request's language, and never shows the password", async () => {
    const asked: SignUpRequest[] = [];
    const signUp: ApiDeps['identity']['signUp'] = async (request) => {
      asked.push(request);
      return ok(account);
    };
    const response = await post('/v1/auth/signup', NEW_FAN, { signUp }, { 'accept-language': 'en' });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ user: account });
    expect(asked).toEqual([{ ...NEW_FAN, phone: null, locale: 'en', role: 'user', emailVerified: false }]);
  });

  it.each([
    ['a role', { ...NEW_FAN, role: 'admin' }],
    ['no e-mail address', { ...NEW_FAN, email: 'fan' }],
    ['no name', { ...NEW_FAN, name: ' ' }],
    ['a name of nothing visible', { ...NEW_FAN, name: '\u200b' }],
    ['a name that is a message', { ...NEW_FAN, name: '당첨!\n\nhttps://evil.example/gift\n' }],
    ['a name that turns the text around', { ...NEW_FAN, name: 'a\u202eb' }],
    ['a phone that is none', { ...NEW_FAN, phone: 'call me' }],
    ['a password as a number', { ...NEW_FAN, password: 12345678 }],
  ])('refuses %s', async (_, body) => {
    const response = await post('/v1/auth/signup', body, { signUp: async () => ok(account) });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'validation_failed' });
  });

  it('refuses a taken address with 409 and a weak password with 400', async () => {
    const weak = await post('/v1/auth/signup', NEW_FAN, {
      signUp: async () => refuse({ code: 'weak_password' }),
    });
    expect(await weak.json()).toMatchObject({ status: 400, code: 'weak_password' });
    const taken = await post('/v1/auth/signup', NEW_FAN, {});
    expect(await taken.json()).toMatchObject({ status: 409, code: 'email_taken' });
  });
});

describe('a session', () => {
  it('is handed out in the words of OAuth 2 and never cached', async () => {
    const response = await post(
      '/v1/auth/login',
      { email: 'a@b.co', password: 'x' },
      { logIn: async () => ok(session) },
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      accessToken: 'a',
      refreshToken: 'r',
      tokenType: 'Bearer',
      expiresIn: 900,
    });
  });

  it('is refused with 401 and the code of the reason', async () => {
    const login = await post('/v1/auth/login', { email: 'a@b.co', password: 'x' }, {});
    expect(await login.json()).toMatchObject({ status: 401, code: 'invalid_credentials' });
    const refresh = await post('/v1/auth/refresh', { refreshToken: 'r' }, {});
    expect(await refresh.json()).toMatchObject({ status: 401, code: 'refresh_token_reused' });
  });

  it('is ended with 204, whether it was known or not', async () => {
    const ended: string[] = [];
    const logOut = async (token: string) => void ended.push(token);
    expect((await post('/v1/auth/logout', { refreshToken: 'r' }, { logOut })).status).toBe(204);
    expect(ended).toEqual(['r']);
  });
});

describe('rate limits', () => {
  it.each(['/v1/auth/login', '/v1/auth/signup'])(
    'answer 429 on %s with when to come back, before any password is looked at',
    async (path) => {
      const { gate } = fakeDeps();
      const take = async ({ name }: { name: string }) =>
        name === 'command-address'
          ? { allowed: true, remaining: 1, resetSeconds: 9 }
          : { allowed: false, remaining: 0, resetSeconds: 7 };
      const app = makeApp(fakeDeps({ gate: { ...gate, rateLimiter: { take, knownRefusal: () => null } } }));
      const response = await app.request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(NEW_FAN),
      });
      expect(response.status).toBe(429);
      expect(response.headers.get('retry-after')).toBe('7');
      expect(response.headers.get('ratelimit')).toMatch(/, ".+";r=0;t=7$/);
      expect(response.headers.get('ratelimit-policy')).toMatch(/, ".+";q=30;w=60$/);
      expect(await response.json()).toMatchObject({ code: 'rate_limited' });
    },
  );
});

describe('my account', () => {
  it('is the one of the token, and a token of an account that is gone is worth nothing', async () => {
    const me = (found: typeof account | null) =>
      makeApp(
        fakeDeps({ identity: { findAccount: async () => found } as unknown as ApiDeps['identity'] }),
      ).request('/v1/me', { headers: { authorization: `Bearer ${FAN}` } });
    expect(await (await me(account)).json()).toEqual(account);
    expect((await me(null)).status).toBe(401);
  });
});
