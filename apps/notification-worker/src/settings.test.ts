import { ConfigError, readConfig } from '@concert-mania/runtime/settings/config';
import { expect, it } from 'vitest';
import { notificationSettings } from './settings.ts';

const given = { DATABASE_URL: 'postgres://h/d', REDIS_URL: 'redis://h' };

it('needs a mail server, and names the variable', () => {
  expect(() => readConfig(notificationSettings, given)).toThrow(ConfigError);
  expect(() => readConfig(notificationSettings, given)).toThrow(/MAIL_SMTP_URL/);
  expect(readConfig(notificationSettings, { ...given, MAIL_SMTP_URL: 'smtp://mail' }).MAIL_SMTP_URL).toBe(
    'smtp://mail',
  );
});
