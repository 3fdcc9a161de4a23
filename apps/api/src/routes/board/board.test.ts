import { ok, refuse } from '@concert-mania/core/shared/result';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { makeApp } from '../../app.ts';
import type { AppEnv, SignedInAccount } from '../../http/env.ts';
import type { ApiDeps } from '../../ports.ts';
import { fakeDeps, signedInAs } from '../../testing/fake-deps.ts';
import type { AdminBoard } from './board.ts';
import { noteBoardAction } from './note-board-action.ts';

const owner = {
  id: 'usr_admin',
  email: 'box@office.kr',
  name: 'A',
  phone: null,
  locale: 'ko',
  emailVerified: true,
} as const;

function appFor(given: Partial<AdminBoard> = {}) {
  const { admin } = fakeDeps();
  const verifySession: AdminBoard['verifySession'] = (token) =>
    token === 'session' ? signedInAs('usr_admin', 'admin') : token === 'fan' ? signedInAs('usr_1') : null;
  return makeApp(fakeDeps({ admin: { ...admin, verifySession, ...given } }));
}

const logIn = (given: Partial<AdminBoard>, body = 'email=box%40office.kr&password=secret-word') =>
  appFor(given).request('/admin/login', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
  });

describe('the queue dashboard', () => {
  it.each([undefined, '__Host-cm_admin=forged', '__Host-cm_admin=fan', 'cm_admin=session'])(
    'sends a visitor with cookie %j to the login page',
    async (cookie) => {
      const app = appFor();
      const headers: Record<string, string> = cookie === undefined ? {} : { cookie };
      for (const path of [
        '/admin/queues',
        '/admin/queues/queue/holds-0',
        '/admin/queues/static/js/main.js',
      ]) {
        const response = await app.request(path, { headers });
        expect([response.status, response.headers.get('location')]).toEqual([303, '/admin/login']);
      }
      expect((await app.request('/admin/queues/api/queues', { headers })).status).toBe(401);
      const retry = await app.request('/admin/queues/api/queues/holds-0/1/retry/failed', {
        method: 'PUT',
        headers,
      });
      expect(retry.status).toBe(401);
    },
  );

  it('opens for a signed-in administrator', async () => {
    const response = await appFor().request('/admin/queues', {
      headers: { cookie: '__Host-cm_admin=session' },
    });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('Concert Mania');
  });

  it('is found with a slash behind its path', async () => {
    const response = await appFor().request('/admin/queues/', {
      headers: { cookie: '__Host-cm_admin=session' },
    });
    expect([response.status, response.headers.get('location')]).toEqual([301, '/admin/queues']);
  });

  it('is not opened by an access token', async () => {
    const response = await appFor().request('/admin/queues', {
      headers: { authorization: 'Bearer admin-token' },
    });
    expect(response.status).toBe(303);
  });
});

describe('the actions of the dashboard', () => {
  const ask = (path: string, given: Partial<AdminBoard>, headers: Record<string, string> = {}) =>
    appFor(given).request(`/admin/queues/api/queues${path}`, {
      method: 'PUT',
      headers: { cookie: '__Host-cm_admin=session', ...headers },
    });
  // There are no queues here: an allowed request ends in a 404 of the dashboard.
  it.each([
    ['/payments/1/retry', 404],
    ['/payments/1/promote', 404],
    ['/payments/retry/failed', 404],
    ['/payments/pause', 404],
    ['/payments/1/clean', 403],
    ['/payments/1/update-data', 403],
    ['/payments/clean/failed', 403],
    ['/payments/empty', 403],
    ['/payments/obliterate', 403],
    ['/payments/add', 403],
    ['/payments/clean/promote', 403],
    ['/payments/job-schedulers/retry/remove', 403],
    ['/payments/rate-limit/release', 403],
  ])('%s: %d', async (path, status) => {
    expect((await ask(path, {})).status).toBe(status);
  });

  it('are all refused in read-only mode', async () => {
    for (const path of ['/payments/1/retry', '/payments/pause']) {
      expect((await ask(path, { readOnly: true })).status).toBe(403);
    }
  });

  it.each<Record<string, string>>([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example', host: 'tickets.example' },
    { origin: 'null', host: 'tickets.example' },
  ])('are refused to other sites: %j', async (headers) => {
    expect((await ask('/payments/1/retry', {}, headers)).status).toBe(403);
    const out = await appFor().request('/admin/logout', { method: 'POST', headers });
    expect(out.status).toBe(403);
  });

  it.each<Record<string, string>>([
    { 'sec-fetch-site': 'same-origin' },
    { origin: 'https://tickets.example', host: 'tickets.example' },
  ])('are allowed to its own pages: %j', async (headers) => {
    expect((await ask('/payments/1/retry', {}, headers)).status).toBe(404);
  });
});

describe('the login page', () => {
  it('gives an administrator a cookie that scripts and other sites cannot use', async () => {
    const response = await logIn({
      checkCredentials: async () =>
        ok({ account: { ...owner, role: 'admin' }, secondFactor: false, passwordHash: 'hash' }),
    });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/admin/queues']);
    const cookie = response.headers.get('set-cookie');
    for (const part of [
      '__Host-cm_admin=session',
      'Max-Age=60',
      'Path=/;',
      'HttpOnly',
      'Secure',
      'SameSite=Strict',
    ]) {
      expect(cookie).toContain(part);
    }
  });

  it('gives a fan, a wrong password and an invalid form the same answer', async () => {
    const answers = await Promise.all([
      logIn({
        checkCredentials: async () =>
          ok({ account: { ...owner, role: 'user' }, secondFactor: false, passwordHash: 'hash' }),
      }),
      logIn({ checkCredentials: async () => refuse({ code: 'invalid_credentials' }) }),
      logIn(
        {
          checkCredentials: async () =>
            ok({ account: { ...owner, role: 'admin' }, secondFactor: false, passwordHash: 'hash' }),
        },
        'nonsense',
      ),
    ]);
    for (const answer of answers) {
      expect(answer.status).toBe(401);
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
    // The page keeps the address that was typed.
    const pageOf = async (answer: Response) => (await answer.text()).replace(/ value="[^"]*"/, '');
    expect(new Set(await Promise.all(answers.map(pageOf))).size).toBe(1);
  });

  it('shows only a valid address again', async () => {
    const checked: string[] = [];
    const checkCredentials: AdminBoard['checkCredentials'] = async ({ email }) => {
      checked.push(email);
      return refuse({ code: 'invalid_credentials' });
    };
    for (const email of ['\u0130n@office.kr', 'admin\0@office.kr', ' box@office.kr ']) {
      const response = await logIn({ checkCredentials }, `email=${encodeURIComponent(email)}&password=p`);
      expect(response.status).toBe(401);
    }
    expect(checked).toEqual(['box@office.kr']);
  });

  it('signs out by taking the cookie back', async () => {
    const response = await appFor().request('/admin/logout', { method: 'POST' });
    expect(response.headers.get('set-cookie')).toMatch(/^__Host-cm_admin=; Max-Age=0; Path=\/;/);
  });
});

it("records an administrator's action on a job", async () => {
  const { admin } = fakeDeps();
  const recorded: unknown[] = [];
  const session = { id: 'usr_admin', role: 'admin' } as unknown as SignedInAccount;
  const deps = {
    admin: { ...admin, verifySession: () => session },
    staff: { actions: { record: async (...action: unknown[]) => void recorded.push(action) } },
  } as unknown as ApiDeps;
  const app = new Hono<AppEnv>();
  app.use(async (c, next) => {
    c.set('requestId', 'r-1');
    c.set('guards', fakeDeps().guards);
    await next();
  });
  app.use(noteBoardAction(deps));
  app.put('/admin/queues/api/queues/payments/:id/retry', (c) =>
    c.body(null, c.req.param('id') === '1' ? 204 : 404),
  );
  for (const id of [1, 2])
    await app.request(`/admin/queues/api/queues/payments/${id}/retry`, {
      method: 'PUT',
      headers: { cookie: '__Host-cm_admin=session' },
    });
  expect(recorded).toEqual([
    [{ accountId: 'usr_admin', requestId: 'r-1' }, 'queue.changed', 'payments/1/retry'],
  ]);
});
