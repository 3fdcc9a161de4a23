import { ok, refuse } from '@concert-mania/core/shared/result';
import { describe, expect, it } from 'vitest';
import { makeApp } from '../../../app.ts';
import type { ApiDeps } from '../../../ports.ts';
import { fakeDeps } from '../../../testing/fake-deps.ts';

const SESSION = {
  accessToken: 'a',
  refreshToken: 'r1',
  expiresInSeconds: 900,
  accountId: 'usr_fan' as const,
  sessionId: 'ses_1' as const,
};
const LOG_IN = { email: 'fan@example.com', password: 'seat-lover-1', refreshTokenIn: 'cookie' };
const OUR_PAGE = { 'sec-fetch-site': 'same-origin' };
const COOKIE = { cookie: '__Host-cm_refresh=r1' };

function post(
  path: string,
  headers: Record<string, string>,
  body: unknown,
  given: Partial<ApiDeps['identity']> = {},
) {
  const identity = {
    ...fakeDeps().identity,
    logIn: async () => ok(SESSION),
    refreshSession: async () => ok({ ...SESSION, refreshToken: 'r2' }),
    logOut: async () => 'ses_1' as const,
    ...given,
  };
  return makeApp(fakeDeps({ identity })).request(path, {
    method: 'POST',
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

describe('a page of ours', () => {
  it('gets the refresh token in a cookie that no script reads and no other site sends', async () => {
    const answer = await post('/v1/auth/login', OUR_PAGE, LOG_IN);
    expect(await answer.json()).toEqual({ accessToken: 'a', tokenType: 'Bearer', expiresIn: 900 });
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^__Host-cm_refresh=r1;/);
    for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/', 'Max-Age=1209600']) {
      expect(cookie).toContain(attribute);
    }
  });

  it('exchanges the cookie, and may repeat that for ten seconds', async () => {
    const used: unknown[] = [];
    const refreshSession: ApiDeps['identity']['refreshSession'] = async (...given) => {
      used.push(given);
      return ok({ ...SESSION, refreshToken: used.length === 1 ? 'r2' : null });
    };
    const headers = { ...OUR_PAGE, ...COOKIE };
    const first = await post('/v1/auth/refresh', headers, undefined, { refreshSession });
    expect(first.headers.get('set-cookie')).toContain('__Host-cm_refresh=r2;');
    expect(await first.json()).not.toHaveProperty('refreshToken');
    const again = await post('/v1/auth/refresh', headers, {}, { refreshSession });
    expect([again.status, again.headers.get('set-cookie')]).toEqual([200, null]);
    expect(used).toEqual(Array(2).fill(['r1', { repeatSeconds: 10 }]));
  });

  it('loses the cookie when its session has ended, and when it signs out', async () => {
    const refreshSession = async () => refuse({ code: 'refresh_token_reused' as const });
    const ended = await post('/v1/auth/refresh', { ...OUR_PAGE, ...COOKIE }, {}, { refreshSession });
    expect([ended.status, ended.headers.get('set-cookie')]).toEqual([
      401,
      expect.stringContaining('Max-Age=0'),
    ]);
    const tokens: string[] = [];
    const logOut = async (token: string) => {
      tokens.push(token);
      return 'ses_1' as const;
    };
    const out = await post('/v1/auth/logout', { ...OUR_PAGE, ...COOKIE }, undefined, { logOut });
    expect([out.status, out.headers.get('set-cookie')]).toEqual([204, expect.stringContaining('Max-Age=0')]);
    expect(tokens).toEqual(['r1']);
  });

  it('is known by its origin where the browser sends no Sec-Fetch-Site', async () => {
    expect((await post('/v1/auth/login', { origin: 'https://tickets.example' }, LOG_IN)).status).toBe(200);
  });
});

describe('another site, or a program', () => {
  it.each<readonly [string, Record<string, string>]>([
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['a sibling domain', { 'sec-fetch-site': 'same-site', origin: 'https://tickets.example' }],
    ['a link', { 'sec-fetch-site': 'none' }],
    ['another origin', { origin: 'https://evil.example' }],
    ['a program', {}],
  ])('cannot use the cookie: %s', async (_, headers) => {
    for (const [path, body] of [
      ['/v1/auth/login', LOG_IN],
      ['/v1/auth/refresh', undefined],
      ['/v1/auth/logout', undefined],
    ] as const) {
      const answer = await post(path, { ...COOKIE, ...headers }, body);
      expect([path, answer.status, answer.headers.get('set-cookie')]).toEqual([path, 403, null]);
    }
  });

  it('keeps its refresh token in the body', async () => {
    const answer = await post('/v1/auth/refresh', COOKIE, { refreshToken: 'r1' });
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null]);
    expect(await answer.json()).toMatchObject({ refreshToken: 'r2' });
  });
});
