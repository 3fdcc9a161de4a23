import type { Logger } from '@concert-mania/runtime/logger';
import { describe, expect, it } from 'vitest';
import { makeApp } from '../app.ts';
import { FAN, fakeDeps } from '../testing/fake-deps.ts';
import { makeSecurityLog } from './security-log.ts';

const OWN_ID = expect.stringMatching(/^[0-9a-f-]{36}$/);

function recording(level = 'info', secret = 'a secret of the tests') {
  const written: Record<string, unknown>[] = [];
  const counted: string[] = [];
  const child = (_: object, options: { level: string }) => ({
    info: ({ security }: { security: Record<string, unknown> }) =>
      options.level === 'info' && written.push(security),
  });
  const log = { level, child } as unknown as Logger;
  return { written, counted, log: makeSecurityLog({ log, secret, count: ({ kind }) => counted.push(kind) }) };
}

describe('the security log', () => {
  it('writes mail and network addresses only as digests, which show equal ones', () => {
    const { written, log } = recording();
    const other = recording('info', 'another secret');
    for (const email of ['Fan@example.com', 'fan@example.com', 'other@example.com']) {
      log.note({ kind: 'login_failed', email, network: '192.0.2.7', requestId: 'r' });
    }
    other.log.note({ kind: 'login_failed', email: 'fan@example.com' });
    expect(written[0]).toEqual({
      kind: 'login_failed',
      requestId: 'r',
      count: 1,
      email: expect.stringMatching(/^[\w-]{22}$/),
      network: expect.stringMatching(/^[\w-]{22}$/),
    });
    expect(written[1]?.email).toBe(written[0]?.email);
    expect(written[2]?.email).not.toBe(written[0]?.email);
    expect(other.written[0]?.email).not.toBe(written[0]?.email);
    expect(JSON.stringify(written)).not.toMatch(/example|192\.0/i);
  });

  it('writes two lines a minute per repeatedly refused client, and counts every refusal', () => {
    const { written, counted, log } = recording();
    const flood = { kind: 'rate_limited', network: '192.0.2.7', reason: 'login' } as const;
    for (let n = 0; n < 100; n += 1) log.note(flood);
    log.note({ ...flood, network: '192.0.2.8' });
    log.flush();
    expect(written.map(({ count }) => count)).toEqual([1, 1, 99]);
    expect(counted).toHaveLength(101);
    log.note(flood);
    expect(written).toHaveLength(4);
  });

  it('records the addresses of reset requests, and counts repeated ones', () => {
    const { written, log } = recording();
    const asked = { kind: 'password_reset_asked', network: '192.0.2.7' } as const;
    for (const email of ['a@x.example', 'A@x.example', 'a@x.example', 'b@x.example'])
      log.note({ ...asked, email });
    log.flush();
    expect(written.map(({ count }) => count)).toEqual([1, 1, 2]);
    expect(new Set(written.map(({ email }) => email)).size).toBe(2);
  });

  it('stays bounded under a flood from many networks', () => {
    const { written, log } = recording();
    for (let n = 0; n < 6_000; n += 1) log.note({ kind: 'token_refused', network: `n${n}` });
    log.flush();
    expect(written).toHaveLength(5_001);
    expect(written.at(-1)).toEqual({ kind: 'token_refused', count: 1_000 });
  });

  it('is written even if LOG_LEVEL is warn', () => {
    const { written, log } = recording('error');
    log.note({ kind: 'login' });
    expect(written).toHaveLength(1);
  });

  it('records a refused token, an insufficient role and a rate limit, with the request', async () => {
    const { written, log } = recording();
    const { guards } = fakeDeps();
    const refuseReads = {
      take: async ({ name }: { name: string }) => ({
        allowed: name !== 'read-account',
        remaining: 0,
        resetSeconds: 1,
      }),
      knownRefusal: () => null,
    };
    const app = makeApp(fakeDeps({ guards: { ...guards, rateLimiter: refuseReads, securityLog: log } }));
    const ask = (path: string, token: string, id: string) =>
      app.request(path, { headers: { authorization: `Bearer ${token}`, 'x-request-id': id } });
    await ask('/v1/me', 'forged', 'r-1');
    await ask('/v1/admin/audit', FAN, 'r-2');
    await ask('/v1/me', FAN, 'r-3');
    expect(written).toMatchObject([
      { kind: 'token_refused', requestId: OWN_ID },
      { kind: 'forbidden', requestId: OWN_ID, accountId: 'usr_fan' },
      { kind: 'rate_limited', requestId: OWN_ID, reason: 'read-account' },
    ]);
  });
});
