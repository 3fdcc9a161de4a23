import { ConfigError, readConfig } from '@concert-mania/runtime/config';
import { expect, it } from 'vitest';
import { notificationSettings } from './settings.ts';

const given = { DATABASE_URL: 'postgres://h/d', REDIS_URL: 'redis://h' };

it('needs a mail server in production, and names the variable', () => {
  const production = { ...given, NODE_ENV: 'production' };
  expect(() => readConfig(notificationSettings, production)).toThrow(ConfigError);
  expect(() => readConfig(notificationSettings, production)).toThrow(/MAIL_SMTP_URL/);
  expect(
    readConfig(notificationSettings, { ...production, MAIL_SMTP_URL: 'smtp://mail' }).MAIL_SMTP_URL,
  ).toBe('smtp://mail');
});

it('keeps mails to itself in development', () => {
  expect(readConfig(notificationSettings, { ...given, MAIL_SMTP_URL: '' }).MAIL_SMTP_URL).toBeUndefined();
});
