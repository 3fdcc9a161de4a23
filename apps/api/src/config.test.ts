import { readConfig } from '@concert-mania/runtime/settings/config';
import { expect, it } from 'vitest';
import { apiSettings } from './config.ts';

const SECRET = 'a-secret-of-at-least-32-characters!!';
const settings = {
  DATABASE_URL: 'postgres://localhost/x',
  REDIS_URL: 'redis://localhost',
  JOB_DATA_SECRET: SECRET,
  TICKET_SIGNING_KEYS: SECRET,
  JWT_SECRET: SECRET,
  WEBHOOK_SECRET: SECRET,
};

it('cannot run without rate limits in production', () => {
  const given = { ...settings, RATE_LIMITS: 'off' };
  expect(readConfig(apiSettings, { ...given, NODE_ENV: 'development' }).RATE_LIMITS).toBe('off');
  expect(() => readConfig(apiSettings, { ...given, NODE_ENV: 'production' })).toThrow(/RATE_LIMITS: cannot/);
});

it('needs a second factor for staff, and a secret to seal it with, in production', () => {
  const refused = apiSettings.safeParse({
    ...settings,
    NODE_ENV: 'production',
    STAFF_SECOND_FACTOR: 'optional',
  });
  expect(refused.error?.issues.map((issue) => issue.path)).toEqual([
    ['STAFF_SECOND_FACTOR'],
    ['SECOND_FACTOR_SECRET'],
  ]);
});

it.each(['foo', '10.0.0.0/33', '10.0.0.1, proxy.internal', '0.0.0.0/0'])(
  'stops at the start where TRUSTED_PROXIES is %s, and names the variable',
  (TRUSTED_PROXIES) => {
    expect(() => readConfig(apiSettings, { ...settings, TRUSTED_PROXIES })).toThrow(
      /TRUSTED_PROXIES: has an entry/,
    );
  },
);

it('trusts proxies by address and by network, in any spelling', () => {
  const TRUSTED_PROXIES = '10.0.0.0/8, ::1,::ffff:192.0.2.1 , 2001:DB8::/32';
  expect(readConfig(apiSettings, { ...settings, TRUSTED_PROXIES }).TRUSTED_PROXIES).toHaveLength(4);
});
