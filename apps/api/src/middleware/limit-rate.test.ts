import type { RateLimiter, RateRule } from '@concert-mania/core/shared/rate-limiter';
import { describe, expect, it, vi } from 'vitest';
import { makeApp } from '../app.ts';
import type { ApiDeps } from '../ports.ts';
import { FAN, fakeDeps, fakeQueue, OTHER_FAN } from '../testing/fake-deps.ts';

/** An app whose limiter records the counted rules and refuses the named ones. */
function counting(refused: readonly string[] = [], given: Partial<ApiDeps> = {}) {
  const counted: string[] = [];
  const take = async (rule: RateRule, key: string) => {
    counted.push(`${rule.name} ${key}`);
    return { allowed: !refused.includes(rule.name), remaining: 3, resetSeconds: 7 };
  };
  const { guards } = fakeDeps();
  const rateLimiter = { take, knownRefusal: () => null };
  return { counted, app: makeApp(fakeDeps({ guards: { ...guards, rateLimiter }, ...given })) };
}
const as = (token: string) => ({ authorization: `Bearer ${token}` });

describe('rate limits', () => {
  it('count reads and commands apart, by address and by account', async () => {
    const { app, counted } = counting();
    await app.request('/v1/jobs/job_1', { headers: as(FAN) });
    await app.request('/v1/concerts/con_1/queue', { method: 'POST', headers: as(OTHER_FAN) });
    await app.request('/v1/jobs/job_1', { headers: as('forged') });
    expect(counted).toEqual([
      'read-address 192.0.2.1',
      'read-account usr_fan',
      // An unknown job costs more.
      'read-account usr_fan',
      'command-address 192.0.2.1',
      'command-account usr_other',
      'join-account usr_other',
      'join-address 192.0.2.1',
      'read-address 192.0.2.1',
    ]);
  });

  it.each(['read-address', 'read-account'])(
    'refuse requests over the budget of %s with 429',
    async (name) => {
      const response = await counting([name]).app.request('/v1/jobs/job_1', { headers: as(FAN) });
      expect(response.status).toBe(429);
      expect(response.headers.get('retry-after')).toBe('7');
      expect(response.headers.get('ratelimit')).toBe(`"${name}";r=3;t=7`);
      expect(response.headers.get('ratelimit-policy')).toMatch(new RegExp(`^"${name}";q=\\d+;w=60$`));
      expect(await response.json()).toMatchObject({ code: 'rate_limited' });
    },
  );

  it('limit how many top-up orders an account opens', async () => {
    const { app, counted } = counting(['top-up-order-account']);
    const response = await app.request('/v1/wallet/top-up-orders', { method: 'POST', headers: as(FAN) });
    expect([response.status, counted.at(-1)]).toEqual([429, 'top-up-order-account usr_fan']);
  });

  it.each(['join-account', 'join-address'])(
    'keep a join over the budget of %s out of the room',
    async (name) => {
      const joinRoom = vi.fn();
      const waitingRoom = { joinRoom } as unknown as ApiDeps['waitingRoom'];
      const { app } = counting([name], { waitingRoom });
      const response = await app.request('/v1/concerts/con_1/queue', { method: 'POST', headers: as(FAN) });
      expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7']);
      expect(joinRoom).not.toHaveBeenCalled();
    },
  );

  it('show an account its remaining budget, and omit it from shared answers', async () => {
    const { app } = counting();
    const mine = await app.request('/v1/jobs/job_1', { headers: as(FAN) });
    expect(mine.headers.get('ratelimit')).toBe('"read-account";r=3;t=7');
    const everybodys = await app.request('/v1/performances/prf_2/availability');
    expect(everybodys.headers.get('ratelimit')).toBeNull();
  });

  it('count webhooks of an address until one is signed, and read none beyond the budget', async () => {
    const verify = vi.fn((body: string) =>
      body === 'signed' ? { id: 'e', paymentKey: null, status: null } : null,
    );
    const readHeaders = vi.fn(() => ({ id: 'e', timestamp: '1', signatures: [] }));
    const payments = { signedWebhooks: { readHeaders, verify }, webhooks: { receive: async () => true } };
    const given = { payments: payments as unknown as ApiDeps['payments'] };
    const send = (app: ReturnType<typeof makeApp>, body: string) =>
      app.request('/v1/webhooks/payments', { method: 'POST', body });
    const { app, counted } = counting([], given);
    for (const body of ['forged', 'signed', 'signed', 'forged']) await send(app, body);
    expect(counted).toEqual(['webhook-address 192.0.2.1', 'webhook-address 192.0.2.1']);
    verify.mockClear();
    expect((await send(counting(['webhook-address'], given).app, 'signed')).status).toBe(429);
    expect(verify).not.toHaveBeenCalled();
  });

  it.each([
    '/livez',
    '/readyz',
    '/docs',
    '/docs/start.js',
    '/openapi.json',
    '/problems',
    '/admin/login',
    '/admin/queues',
    '/',
    '/nothing/here',
    '/v1/webhooks/payments',
  ])('count %s by address, and refuse requests over the budget before any work', async (path) => {
    const readiness = vi.fn();
    const { app, counted } = counting(['read-address'], { readiness });
    expect((await app.request(path)).status).toBe(429);
    expect(counted).toEqual(['read-address 192.0.2.1']);
    expect(readiness).not.toHaveBeenCalled();
  });
});

describe('the budget of a day', () => {
  const reservations = {
    find: async () => ({ reservation: { id: 'res_1' } }),
  } as unknown as ApiDeps['reservations'];
  const cancel = (app: ReturnType<typeof makeApp>, key: string) =>
    app.request('/v1/reservations/res_1/cancel', {
      method: 'POST',
      headers: { ...as(FAN), 'content-type': 'application/json', 'idempotency-key': key },
      body: '{}',
    });

  it('counts a command without waiting, and refuses new ones but not retries when it is used up', async () => {
    const used = { allowed: false, remaining: 0, resetSeconds: 60 };
    let isUsedUp = false;
    const counted: string[] = [];
    const rateLimiter: RateLimiter = {
      take: (rule) => {
        counted.push(rule.name);
        if (rule.name === 'cancels-day') return new Promise(() => {});
        return Promise.resolve({ allowed: true, remaining: 3, resetSeconds: 7 });
      },
      knownRefusal: ({ name }) => (isUsedUp && name === 'cancels-day' ? used : null),
    };
    const commands = fakeQueue();
    const guards = { ...fakeDeps().guards, rateLimiter };
    const app = makeApp(fakeDeps({ guards, commands: commands.queue, reservations }));
    expect((await cancel(app, 'first')).status).toBe(202);
    expect(counted).toContain('cancels-day');
    isUsedUp = true;
    const refused = await cancel(app, 'second');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
    expect(refused.headers.get('ratelimit-policy')).toContain('"cancels-day";q=500;w=86400');
    expect((await cancel(app, 'first')).headers.get('idempotent-replayed')).toBe('true');
    expect(commands.submissions()).toHaveLength(1);
  });

  it('limits the top-up orders of an account', async () => {
    const response = await counting(['top-up-orders-day']).app.request('/v1/wallet/top-up-orders', {
      method: 'POST',
      headers: as(FAN),
    });
    expect(response.status).toBe(429);
  });
});

describe('a command while too many wait', () => {
  it('is refused as busy, with a retry time', async () => {
    const accept = async () => ({ kind: 'busy' as const });
    const { app } = counting([], {
      commands: { accept, knowsKey: async () => false },
      payments: { topUpOrders: { isOpen: async () => true } } as unknown as ApiDeps['payments'],
      wallet: {} as ApiDeps['wallet'],
    });
    const response = await app.request('/v1/wallet/top-ups', {
      method: 'POST',
      headers: { ...as(FAN), 'content-type': 'application/json', 'idempotency-key': 'k' },
      body: JSON.stringify({ amount: 1_000, orderId: 'order-1', paymentKey: 'key-1' }),
    });
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({ code: 'busy' });
  });
});
