import { describe, expect, it } from 'vitest';
import { type FakeAnswer, fakeApi, problem } from './testing/fake-api.ts';

const refused: FakeAnswer = [
  401,
  { code: 'unauthenticated' },
  { 'www-authenticate': 'Bearer error="invalid_token"' },
];
const renewed = { accessToken: 'new', refreshToken: 'r2', tokenType: 'Bearer', expiresIn: 900 };
const tokens = { accessToken: 'old', refreshToken: 'r1' };
const bearers = (requests: readonly Request[]) => requests.map(({ headers }) => headers.get('authorization'));

describe('a signed-in client', () => {
  it('sends the token of its sign-in', async () => {
    const { client, requests } = fakeApi([
      [200, renewed],
      [200, {}],
    ]);
    await client.signIn({ email: 'fan@fans.example', password: 'secret' });
    await client.GET('/v1/me');
    expect(bearers(requests)).toEqual([null, 'Bearer new']);
  });

  it('refreshes a refused token, reports the new ones and sends the request again', async () => {
    const stored: unknown[] = [];
    const answers: FakeAnswer[] = [refused, [200, renewed], [200, { id: 'usr_1' }]];
    const { client, requests, asked } = fakeApi(answers, { tokens, onTokens: (now) => stored.push(now) });
    expect((await client.GET('/v1/me')).data).toMatchObject({ id: 'usr_1' });
    expect(asked()).toEqual(['GET /v1/me', 'POST /v1/auth/refresh', 'GET /v1/me']);
    expect(bearers(requests)).toEqual(['Bearer old', null, 'Bearer new']);
    expect(await requests[1]?.json()).toEqual({ refreshToken: 'r1' });
    expect(stored).toEqual([renewed]);
  });

  it('uses a refresh token once, however many requests need it', async () => {
    let refreshes = 0;
    const { client } = fakeApi([], {
      tokens,
      fetch: async ({ url, headers }) => {
        if (url.endsWith('/refresh')) {
          refreshes += 1;
          return Response.json(renewed);
        }
        const isNew = headers.get('authorization') === 'Bearer new';
        return isNew ? Response.json({}) : new Response(null, { status: 401, headers: refused[2] });
      },
    });
    const answers = await Promise.all([client.GET('/v1/me'), client.GET('/v1/wallet'), client.GET('/v1/me')]);
    expect(answers.map(({ response }) => response.status)).toEqual([200, 200, 200]);
    expect(refreshes).toBe(1);
  });

  it('gives the refusal back when the session has ended', async () => {
    const { client } = fakeApi([refused, problem(401, 'refresh_token_reused')], { tokens });
    expect((await client.GET('/v1/me')).response.status).toBe(401);
    expect(client.tokens()).toBeNull();
  });

  it('leaves the refresh token in a cookie, and refreshes while no other tab does', async () => {
    const { refreshToken: _, ...inCookie } = renewed;
    let inside = 0;
    const answers: FakeAnswer[] = [
      [200, inCookie],
      refused,
      [200, { ...inCookie, accessToken: 'newer' }],
      [204],
    ];
    const { client, requests, asked } = fakeApi(answers, {
      refreshTokenIn: 'cookie',
      alone: (refresh) => {
        inside += 1;
        return refresh();
      },
    });
    await client.signIn({ email: 'fan@fans.example', password: 'secret' });
    expect(await requests[0]?.json()).toMatchObject({ refreshTokenIn: 'cookie' });
    await client.GET('/v1/me');
    expect(asked().slice(1)).toEqual(['GET /v1/me', 'POST /v1/auth/refresh', 'GET /v1/me']);
    expect(await requests[2]?.json()).toEqual({});
    expect([inside, client.tokens()?.accessToken]).toEqual([1, 'newer']);
  });

  it('signs out, and forgets its tokens', async () => {
    const { client, requests, asked } = fakeApi([[204]], { tokens });
    await client.signOut();
    expect(asked()).toEqual(['POST /v1/auth/logout']);
    expect(await requests[0]?.json()).toEqual({ refreshToken: 'r1' });
    expect(client.tokens()).toBeNull();
  });

  it('does not refresh because a password was wrong', async () => {
    const { client, asked } = fakeApi([problem(401, 'invalid_credentials')], { tokens });
    await client.PUT('/v1/me/password', { body: { currentPassword: 'a', newPassword: 'b' } });
    expect(asked()).toEqual(['PUT /v1/me/password']);
  });
});
