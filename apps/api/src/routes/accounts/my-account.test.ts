import type { MutedNotice } from '@concert-mania/core/notifications/notice-preferences';
import { ok, refuse } from '@concert-mania/core/shared/result';
import { describe, expect, it } from 'vitest';
import { makeApp } from '../../app.ts';
import type { ApiDeps } from '../../ports.ts';
import { account } from '../../testing/fake-account.ts';
import { ADMIN, FAN, fakeDeps } from '../../testing/fake-deps.ts';

describe('my account, erased', () => {
  const erase = async (result: Awaited<ReturnType<ApiDeps['identity']['eraseAccount']>>) => {
    const identity = { ...fakeDeps().identity, eraseAccount: async () => result };
    const response = await makeApp(fakeDeps({ identity })).request('/v1/me', {
      method: 'DELETE',
      headers: { authorization: `Bearer ${FAN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ password: 'x' }),
    });
    return [response.status, response.status === 204 ? null : await response.json()];
  };

  it('is answered with 204, or with the reasons that block it', async () => {
    expect(await erase(ok(null))).toEqual([204, null]);
    const blockedBy = ['upcoming_tickets', 'wallet_balance'] as const;
    expect(await erase(refuse({ code: 'account_in_use', blockedBy }))).toEqual([
      409,
      expect.objectContaining({ code: 'account_in_use', blockedBy }),
    ]);
    expect(await erase(refuse({ code: 'last_admin' }))).toMatchObject([409, { code: 'last_admin' }]);
    expect(await erase(refuse({ code: 'invalid_credentials' }))).toMatchObject([401, {}]);
    const delayed = await erase(refuse({ code: 'rate_limited', retryAfterSeconds: 8 }));
    expect(delayed).toMatchObject([429, { code: 'rate_limited' }]);
  });
});

it('an export is an uncached file, and is rate limited', async () => {
  const counted: string[] = [];
  const take = async ({ name }: { name: string }) => {
    counted.push(name);
    return { allowed: counted.length < 9, remaining: 1, resetSeconds: 9 };
  };
  const guards = { ...fakeDeps().guards, rateLimiter: { take, knownRefusal: () => null } };
  async function* exportAccount() {
    yield { section: 'profile' as const, rows: [{ id: 'usr_fan' }] };
  }
  const app = makeApp(fakeDeps({ guards, identity: { ...fakeDeps().identity, exportAccount } }));
  const response = await app.request('/v1/me/export', { headers: { authorization: `Bearer ${FAN}` } });
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(response.headers.get('cache-control')).toMatch(/^no-store/);
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="account.json"');
  expect(await response.json()).toMatchObject({ profile: [{ id: 'usr_fan' }] });
  expect(counted).toContain('export-account');
});

describe('my notice preferences', () => {
  const off = { email: false, sms: false };
  const mailOnly = { email: true, sms: false };
  const wanted = {
    reservationConfirmed: mailOnly,
    reservationCancelled: { email: true, sms: true },
    latePaymentRefunded: mailOnly,
    holdExpired: off,
    admitted: { email: true, sms: true },
  };
  const setUp = () => {
    let muted: readonly MutedNotice[] = [];
    const noticePreferences: ApiDeps['identity']['noticePreferences'] = {
      read: async () => muted,
      write: async (_, wanted) => {
        muted = wanted;
        return true;
      },
    };
    const app = makeApp(fakeDeps({ identity: { ...fakeDeps().identity, noticePreferences } }));
    return async (body?: unknown, language = 'en') => {
      const response = await app.request('/v1/me/notice-preferences', {
        method: body === undefined ? 'GET' : 'PUT',
        headers: {
          authorization: `Bearer ${FAN}`,
          'content-type': 'application/json',
          'accept-language': language,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return {
        status: response.status,
        body: (await response.json()) as { code?: string; errors?: unknown },
      };
    };
  };

  it('are kept as sent', async () => {
    const ask = setUp();
    expect((await ask()).body).toMatchObject({ holdExpired: { email: true, sms: true } });
    expect(await ask(wanted)).toEqual({ status: 200, body: wanted });
    expect(await ask()).toEqual({ status: 200, body: wanted });
  });

  it.each(['en', 'ko'])('cannot switch off mails about a booking, and say so in %s', async (language) => {
    const ask = setUp();
    const { status, body } = await ask({ ...wanted, reservationConfirmed: off }, language);
    expect([status, body.code]).toEqual([400, 'validation_failed']);
    expect(JSON.stringify(body.errors)).toContain('reservationConfirmed');
    expect(/[가-힣]/.test(JSON.stringify(body))).toBe(language === 'ko');
    expect((await ask({ ...wanted, holdExpired: undefined }, language)).status).toBe(400);
  });
});

describe('my profile', () => {
  const edit = async (body: unknown) => {
    const asked: unknown[] = [];
    const editProfile: ApiDeps['identity']['editProfile'] = async (id, change) => {
      asked.push([id, change]);
      return account;
    };
    const identity = { editProfile } as unknown as ApiDeps['identity'];
    const response = await makeApp(fakeDeps({ identity })).request('/v1/me', {
      method: 'PATCH',
      headers: { authorization: `Bearer ${FAN}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, asked };
  };

  it('changes only the sent fields, with the phone in E.164', async () => {
    const { status, asked } = await edit({ phone: '010-1234-5678', name: ' Sky ' });
    expect(status).toBe(200);
    expect(asked).toEqual([['usr_fan', { phone: '+821012345678', name: 'Sky' }]]);
    expect((await edit({ phone: null })).asked).toEqual([['usr_fan', { phone: null }]]);
  });

  it.each([[{ role: 'admin' }], [{ email: 'other@example.com' }], [{ phone: '12' }], [{ name: 'a\nb' }]])(
    'refuses %j',
    async (body) => {
      expect(await edit(body)).toEqual({ status: 400, asked: [] });
    },
  );
});

describe('my account', () => {
  it('belongs to the token, and a token of a removed account is refused', async () => {
    const me = (found: typeof account | null) =>
      makeApp(
        fakeDeps({ identity: { findAccount: async () => found } as unknown as ApiDeps['identity'] }),
      ).request('/v1/me', { headers: { authorization: `Bearer ${FAN}` } });
    expect(await (await me(account)).json()).toEqual(account);
    expect((await me(null)).status).toBe(401);
  });
});

describe('my sessions', () => {
  const askWith = (given: Partial<ApiDeps['identity']>, method: string, path: string, body?: object) =>
    makeApp(fakeDeps({ identity: { ...fakeDeps().identity, ...given } })).request(path, {
      method,
      headers: { authorization: `Bearer ${FAN}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });

  it('are listed, and the current one is marked', async () => {
    const at = new Date('2026-03-01T11:00:00.000Z');
    const row = (id: string) => ({ id, createdAt: at, lastSeenAt: at, userAgent: 'Browser' });
    const listSessions = async () => [row('ses_of_usr_fan'), row('ses_2')];
    const response = await askWith({ listSessions }, 'GET', '/v1/me/sessions');
    const shown = { createdAt: at.toISOString(), lastSeenAt: at.toISOString(), userAgent: 'Browser' };
    expect(await response.json()).toEqual({
      items: [
        { id: 'ses_of_usr_fan', ...shown, current: true },
        { id: 'ses_2', ...shown, current: false },
      ],
      nextCursor: null,
    });
  });

  it("are ended with 204; another account's session is not found, like an ended one", async () => {
    const endSession = async (accountId: string, id: string) => accountId === 'usr_fan' && id === 'ses_2';
    expect((await askWith({ endSession }, 'DELETE', '/v1/me/sessions/ses_2')).status).toBe(204);
    const other = await askWith({ endSession }, 'DELETE', '/v1/me/sessions/ses_other');
    expect(await other.json()).toMatchObject({ status: 404, code: 'session_not_found' });
  });

  it('cannot change the protection of an account unless they are fresh or send the password', async () => {
    const setUp = async () => ok({ secret: 'JBSWY3DP', uri: 'otpauth://totp/x', recoveryCodes: ['a'] });
    const old = {
      secondFactor: { setUp } as unknown as ApiDeps['identity']['secondFactor'],
      findAccount: async () => account,
      sessionStartedAt: async () => new Date(0),
      confirmPassword: async (_: string, password: string) =>
        password === 'right'
          ? ok({ email: account.email, passwordHash: 'hash' })
          : refuse({ code: 'invalid_credentials' as const }),
    };
    const refused = await askWith(old, 'POST', '/v1/me/totp');
    expect(await refused.json()).toMatchObject({ status: 403, code: 'reauthentication_required' });
    expect((await askWith(old, 'DELETE', '/v1/me/totp')).status).toBe(403);
    expect((await askWith(old, 'POST', '/v1/me/totp', { password: 'wrong' })).status).toBe(401);
    const made = await askWith(old, 'POST', '/v1/me/totp', { password: 'right' });
    expect(await made.json()).toMatchObject({ secret: 'JBSWY3DP', qrSvg: expect.stringMatching(/^<svg/) });
    const fresh = { ...old, sessionStartedAt: async () => new Date('2026-03-01T10:50:00Z') };
    expect((await askWith(fresh, 'POST', '/v1/me/totp')).status).toBe(200);
  });
});

it('lets staff without a required second factor only set it up', async () => {
  const guards = { ...fakeDeps().guards, staffSecondFactor: 'required' as const };
  const headers = { authorization: `Bearer ${ADMIN}` };
  const app = makeApp(
    fakeDeps({ guards, identity: { ...fakeDeps().identity, findAccount: async () => account } }),
  );
  const refused = await app.request('/v1/admin/audit', { headers });
  expect(await refused.json()).toMatchObject({ status: 403, code: 'second_factor_setup_required' });
  expect((await app.request('/v1/me', { headers })).status).toBe(200);
});
