import { makeKeys } from '@concert-mania/redis/keys';
import { makeRateLimiter } from '@concert-mania/redis/limits/rate-limiter';
import { openRedisForTest } from '@concert-mania/testkit/servers/open-connections';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { expect, it, vi } from 'vitest';
import { makeApp } from '../app.ts';
import type { ApiDeps } from '../ports.ts';
import { fakeDeps, fakeQueue, QUEUE_TOKEN, signedInAs } from '../testing/fake-deps.ts';
import { RATE_RULES } from './limits.ts';

const server = testRedis();
const FLOODER = '203.0.113.9';
const PER_WINDOW = RATE_RULES['join-address'].limit;
const AT_ONCE = 200;

/** An API with production limits. Every token is its own account; every proxy header is trusted. */
function limitedApp() {
  const redis = openRedisForTest(server);
  const rateLimiter = makeRateLimiter(redis, makeKeys(server.prefix));
  const verifyAccessToken = vi.fn((token: string) => signedInAs(`usr_${token}`));
  const joinRoom = vi.fn(async () => ({ ok: false as const, error: { code: 'concert_not_found' as const } }));
  const logIn = vi.fn(async (_request?: { readonly networkRetryAfterSeconds?: number | null }) => ({
    ok: false as const,
    error: { code: 'invalid_credentials' as const },
  }));
  const { queue, submissions } = fakeQueue();
  const app = makeApp(
    fakeDeps({
      guards: {
        ...fakeDeps().guards,
        verifyAccessToken,
        isEmailVerified: null,
        rateLimiter,
        clientAddressOf: (_, { forwardedFor = '' }) => forwardedFor,
      },
      waitingRoom: { joinRoom } as unknown as ApiDeps['waitingRoom'],
      identity: { ...fakeDeps().identity, logIn } as unknown as ApiDeps['identity'],
      passes: { isActive: async () => true },
      commands: queue,
    }),
  );
  const post = async (path: string, from: string, more: RequestInit) => {
    const response = await app.request(path, {
      method: 'POST',
      ...more,
      headers: { 'x-forwarded-for': from, ...more.headers },
    });
    return { status: response.status, retryAfter: response.headers.get('retry-after') };
  };
  const join = (account: number) =>
    post('/v1/concerts/con_1/queue', FLOODER, { headers: { authorization: `Bearer flooder-${account}` } });
  const logInFrom = (from: string) =>
    post('/v1/auth/login', from, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'fan@example.com', password: 'wrong' }),
    });
  const hold = (fan: number) =>
    post('/v1/reservations', `198.18.0.${fan}`, {
      headers: {
        authorization: `Bearer fan-${fan}`,
        'content-type': 'application/json',
        'idempotency-key': 'hold',
        'queue-token': QUEUE_TOKEN,
      },
      body: JSON.stringify({ performanceId: 'prf_1', seatNumbers: [fan + 1] }),
    });
  return { redis, rateLimiter, verifyAccessToken, joinRoom, logIn, submissions, join, logInFrom, hold };
}
const several = <T>(count: number, ask: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => ask(n)));

it('refuses joins over the limit before it reads a token or a room, and accepts every hold meanwhile', async () => {
  const { rateLimiter, verifyAccessToken, joinRoom, submissions, join, hold } = limitedApp();
  for (let use = 0; use <= PER_WINDOW; use += 1) await rateLimiter.take(RATE_RULES['join-address'], FLOODER);
  const [joins, holds] = await Promise.all([several(AT_ONCE, join), several(AT_ONCE, hold)]);
  for (const { status, retryAfter } of joins) {
    expect(status).toBe(429);
    expect(Number(retryAfter)).toBeGreaterThan(0);
  }
  expect(joinRoom).not.toHaveBeenCalled();
  expect(verifyAccessToken.mock.calls.filter(([token]) => token.startsWith('flooder'))).toEqual([]);
  expect(holds.map(({ status }) => status)).toEqual(holds.map(() => 202));
  expect(submissions()).toHaveLength(AT_ONCE);
});

it('limits wrong passwords per address, and accepts logins from other addresses', async () => {
  const { rateLimiter, logIn, logInFrom } = limitedApp();
  const rule = RATE_RULES['login-failure'];
  for (let failure = 1; failure < rule.limit; failure += 1) await rateLimiter.take(rule, [FLOODER]);
  expect((await logInFrom(FLOODER)).status).toBe(401);
  await logInFrom(FLOODER);
  logIn.mockClear();
  await logInFrom(FLOODER);
  await logInFrom('198.18.0.1');
  const waits = logIn.mock.calls.map(([request]) => request?.networkRetryAfterSeconds);
  expect(waits).toEqual([expect.any(Number), null]);
});
