import { expect, test } from 'vitest';
import { paymentSettings } from './settings.ts';

const SECRET = 'a-secret-of-at-least-32-characters!!';
const settings = {
  DATABASE_URL: 'postgres://localhost/x',
  REDIS_URL: 'redis://localhost',
  GATEWAY_URL: 'https://gateway.example',
  GATEWAY_SECRET_KEY: SECRET,
  JOB_DATA_SECRET: SECRET,
};

test.each([undefined, 'development', 'production', ''])(
  'has no failpoints where NODE_ENV is %j',
  (NODE_ENV) => {
    const given = { ...settings, NODE_ENV };
    expect(paymentSettings.parse(given).PAYMENT_FAILPOINT).toBeUndefined();
    const refused = paymentSettings.safeParse({ ...given, PAYMENT_FAILPOINT: 'after-claim' });
    expect(refused.error?.issues.map((issue) => issue.path)).toEqual([['PAYMENT_FAILPOINT']]);
  },
);

test('has a failpoint in tests alone, and only one that exists', () => {
  const given = { ...settings, NODE_ENV: 'test' };
  expect(paymentSettings.parse({ ...given, PAYMENT_FAILPOINT: 'after-claim' })).toMatchObject({
    PAYMENT_FAILPOINT: 'after-claim',
  });
  expect(paymentSettings.safeParse({ ...given, PAYMENT_FAILPOINT: 'nowhere' }).success).toBe(false);
});

test('requires an https gateway in production, so that the mock gateway is never used by default', () => {
  const given = { ...settings, NODE_ENV: 'production', GATEWAY_URL: 'http://mock-pg:4000' };
  const refused = paymentSettings.safeParse(given);
  expect(refused.error?.issues.map((issue) => issue.path)).toEqual([['GATEWAY_URL']]);
  expect(paymentSettings.safeParse({ ...given, GATEWAY_URL: 'https://gateway.example' }).success).toBe(true);
  expect(paymentSettings.safeParse({ ...given, GATEWAY_ALLOW_HTTP: 'on' }).success).toBe(true);
});
