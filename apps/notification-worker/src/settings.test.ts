import { ConfigError, readConfig } from '@concert-mania/runtime/settings/config';
import { expect, it } from 'vitest';
import { noticeTerms, notificationSettings, smsGateway } from './settings.ts';

const given = {
  DATABASE_URL: 'postgres://h/d',
  REDIS_URL: 'redis://h',
  TICKET_SIGNING_KEYS: 'ticket-signing-key-of-this-test-0123456789',
};

it('needs the whole SMS gateway or nothing of it', () => {
  const read = (more: object) =>
    readConfig(notificationSettings, { ...given, MAIL_SMTP_URL: 'smtp://mail', ...more });
  const off = read({ SMS_GATEWAY_URL: '' });
  expect(smsGateway(off)).toBeNull();
  expect(noticeTerms(off).textCountryCodes).toBeNull();
  const url = { SMS_GATEWAY_URL: 'https://sms.example' };
  expect(() => smsGateway(read(url))).toThrow('SMS_GATEWAY_URL needs SMS_GATEWAY_KEY and SMS_SENDER');
  const whole = read({ ...url, SMS_GATEWAY_KEY: 'key:secret', SMS_SENDER: '0212345678' });
  expect(smsGateway(whole)).toEqual({ url: 'https://sms.example', key: 'key:secret', sender: '0212345678' });
  expect(noticeTerms(whole).textCountryCodes).toEqual(['82']);
});

it('needs a mail server, and names the variable', () => {
  expect(() => readConfig(notificationSettings, given)).toThrow(ConfigError);
  expect(() => readConfig(notificationSettings, given)).toThrow(/MAIL_SMTP_URL/);
  expect(readConfig(notificationSettings, { ...given, MAIL_SMTP_URL: 'smtp://mail' }).MAIL_SMTP_URL).toBe(
    'smtp://mail',
  );
});
