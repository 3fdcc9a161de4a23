import { expect, it } from 'vitest';
import { apiSettings } from './config.ts';

const SECRET = 'a-secret-of-at-least-32-characters!!';
const settings = {
  DATABASE_URL: 'postgres://localhost/x',
  REDIS_URL: 'redis://localhost',
  JOB_DATA_SECRET: SECRET,
  JWT_SECRET: SECRET,
  WEBHOOK_SECRET: SECRET,
};

it('cannot run without rate limits in production', () => {
  const given = { ...settings, RATE_LIMITS: 'off' };
  expect(apiSettings.safeParse({ ...given, NODE_ENV: 'development' }).success).toBe(true);
  const refused = apiSettings.safeParse({ ...given, NODE_ENV: 'production' });
  expect(refused.error?.issues.map((issue) => issue.path)).toEqual([['RATE_LIMITS']]);
});
