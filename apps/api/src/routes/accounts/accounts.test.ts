import type { SecurityEvent } from '@concert-mania/core/identity/security-log';
import type { SignUpRequest } from '@concert-mania/core/identity/sign-up';
import { ok, refuse } from '@concert-mania/core/shared/result';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeApp } from '../../app.ts';
import type { ApiDeps } from '../../ports.ts';
import { account } from '../../testing/fake-account.ts';
import { fakeDeps } from '../../testing/fake-deps.ts';

const session = {
  accessToken: 'a',
  refreshToken: 'r',
  expiresInSeconds: 900,
  accountId: 'usr_fan',
  sessionId: 'ses_1',
};
const NEW_FAN = { email: 'fan@example.com', password: 'seat-lover-1', name: 'Fan' };

/** Events that reached the security log. */
let noted: SecurityEvent[] = [];
beforeEach(() => {
  noted = [];
});

function post(
  path: string,
  body: unknown,
  given: Partial<ApiDeps['identity']>,
  headers: Record<string, string> = {},
) {
  const identity: ApiDeps['identity'] = {
    ...fakeDeps().identity,
    signUp: async () => refuse({ code: 'email_taken' }),
    logIn: async () => refuse({ code: 'invalid_credentials' }),
    refreshSession: async () => refuse({ code: 'refresh_token_reused' }),
    logOut: async () => null,
    findAccount: async () => account,
    verifyEmail: async () => null,
    editProfile: async () => account,
    noticePreferences: { read: async () => [], write: async () => true },
    askPasswordReset: async () => undefined,
    resetPassword: async () => refuse({ code: 'token_invalid' }),
    resendVerification: async () => undefined,
    ...given,
  };
  const { guards } = fakeDeps();
  const securityLog = { note: (event: SecurityEvent) => void noted.push(event) };
  return makeApp(fakeDeps({ identity, guards: { ...guards, securityLog } })).request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

describe('signing up', () => {
  it("creates a fan with the request's language and does not return the password", async () => {
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
    ['an invisible name', { ...NEW_FAN, name: '\u200b' }],
    ['a name with line breaks and a link', { ...NEW_FAN, name: '당첨!\n\nhttps://evil.example/gift\n' }],
    ['a name with a direction override', { ...NEW_FAN, name: 'a\u202eb' }],
    ['an invalid phone number', { ...NEW_FAN, phone: 'call me' }],
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
  it('is returned in the format of OAuth 2 and not cached', async () => {
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

  it('is ended with 204, known or unknown', async () => {
    const ended: string[] = [];
    const logOut = async (token: string) => {
      ended.push(token);
      return null;
    };
    expect((await post('/v1/auth/logout', { refreshToken: 'r' }, { logOut })).status).toBe(204);
    expect(ended).toEqual(['r']);
  });
});

describe('rate limits', () => {
  it('refuse sign-ups with 429 and a retry time before any password is hashed', async () => {
    const { guards } = fakeDeps();
    const take = async ({ name }: { name: string }) =>
      name === 'command-address'
        ? { allowed: true, remaining: 1, resetSeconds: 9 }
        : { allowed: false, remaining: 0, resetSeconds: 7 };
    const app = makeApp(fakeDeps({ guards: { ...guards, rateLimiter: { take, knownRefusal: () => null } } }));
    const response = await app.request('/v1/auth/signup', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(NEW_FAN),
    });
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('7');
    expect(response.headers.get('ratelimit')).toMatch(/, ".+";r=0;t=7$/);
    expect(response.headers.get('ratelimit-policy')).toMatch(/, ".+";q=300;w=60$/);
    expect(await response.json()).toMatchObject({ code: 'rate_limited' });
  });

  it('of sign-ups first refuse networks without earlier logins', async () => {
    const counted: string[] = [];
    const take = async ({ name }: { name: string }) => {
      counted.push(name);
      return { allowed: name !== 'signup-new-networks', remaining: 1, resetSeconds: 9 };
    };
    const rateLimiter = { take, knownRefusal: () => null };
    const signUpWhere = (known: boolean) =>
      makeApp(
        fakeDeps({
          guards: { ...fakeDeps().guards, rateLimiter },
          identity: {
            ...fakeDeps().identity,
            isKnownNetwork: async () => known,
            signUp: async () => ok(account),
          },
        }),
      ).request('/v1/auth/signup', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(NEW_FAN),
      });
    expect((await signUpWhere(true)).status).toBe(201);
    expect(counted).not.toContain('signup-new-networks');
    expect((await signUpWhere(false)).status).toBe(429);
  });

  it('of logins count only failures, and answer 429 with the retry time', async () => {
    const counted: string[] = [];
    const take = async ({ name }: { name: string }) => {
      counted.push(name);
      return { allowed: true, remaining: 1, resetSeconds: 9 };
    };
    const guards = { ...fakeDeps().guards, rateLimiter: { take, knownRefusal: () => null } };
    const logInWith = (logIn: ApiDeps['identity']['logIn']) =>
      makeApp(fakeDeps({ guards, identity: { ...fakeDeps().identity, logIn } })).request('/v1/auth/login', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: 'a@b.co', password: 'x' }),
      });
    expect((await logInWith(async () => ok(session))).status).toBe(200);
    expect((await logInWith(async () => refuse({ code: 'second_factor_required' }))).status).toBe(401);
    expect(counted).not.toContain('login-failure');
    expect((await logInWith(async () => refuse({ code: 'invalid_credentials' }))).status).toBe(401);
    expect(counted.filter((name) => name === 'login-failure')).toHaveLength(1);
    const delayed = await logInWith(async () => refuse({ code: 'rate_limited', retryAfterSeconds: 8 }));
    expect([delayed.status, delayed.headers.get('retry-after')]).toEqual([429, '8']);
  });
});

describe('the sign-ups of an address', () => {
  it('use up its budget only when they create an account, so strangers cannot exhaust it', async () => {
    const taken: string[] = [];
    const rateLimiter: ApiDeps['guards']['rateLimiter'] = {
      take: async ({ name }) => {
        taken.push(name);
        return { allowed: true, remaining: 1, resetSeconds: 1 };
      },
      knownRefusal: ({ name }) =>
        name === 'signup-mailbox' && taken.includes(name)
          ? { allowed: false, remaining: 0, resetSeconds: 60 }
          : null,
    };
    const signUp = async (result: Awaited<ReturnType<ApiDeps['identity']['signUp']>>) => {
      const deps = fakeDeps();
      const identity = { ...deps.identity, signUp: async () => result };
      const app = makeApp({ ...deps, identity, guards: { ...deps.guards, rateLimiter } });
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify(NEW_FAN);
      return (await app.request('/v1/auth/signup', { method: 'POST', headers, body })).status;
    };
    expect(await signUp(refuse({ code: 'weak_password' }))).toBe(400);
    expect(await signUp(refuse({ code: 'email_taken' }))).toBe(409);
    expect(await signUp(ok(account))).toBe(201);
    expect(await signUp(ok(account))).toBe(429);
  });
});

describe('the security log', () => {
  const by = { requestId: expect.any(String), network: '192.0.2.1' };
  const token = 't'.repeat(43);

  it('records reset requests for any address, and each password reset', async () => {
    await post('/v1/auth/password-reset', { email: 'fan@example.com' }, {});
    const reset = { token, password: 'seat-lover-2' };
    await post('/v1/auth/password-reset/confirm', reset, {});
    await post('/v1/auth/password-reset/confirm', reset, { resetPassword: async () => ok('usr_fan') });
    expect(noted).toEqual([
      { kind: 'password_reset_asked', email: 'fan@example.com', ...by },
      { kind: 'password_reset', accountId: 'usr_fan', ...by },
    ]);
  });

  it('records verified addresses and ended sessions', async () => {
    await post('/v1/auth/verify-email', { token }, {});
    await post('/v1/auth/verify-email', { token }, { verifyEmail: async () => 'usr_fan' });
    await post('/v1/auth/logout', { refreshToken: 'r' }, {});
    await post('/v1/auth/logout', { refreshToken: 'r' }, { logOut: async () => 'ses_1' });
    expect(noted).toEqual([
      { kind: 'email_verified', accountId: 'usr_fan', ...by },
      { kind: 'logout', sessionId: 'ses_1', ...by },
    ]);
  });
});
