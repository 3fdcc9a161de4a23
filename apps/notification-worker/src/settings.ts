import type { NoticeTerms } from '@concert-mania/core/notifications/notice-terms';
import {
  ConfigError,
  count,
  databaseSettings,
  needsVerifiedEmail,
  redisSettings,
  ticketSettings,
  verifiedEmailSetting,
} from '@concert-mania/runtime/settings/config';
import { z } from 'zod';
import type { SmsGateway } from './sms-sender.ts';

export const notificationSettings = databaseSettings.extend(redisSettings.shape).extend({
  ...ticketSettings.shape,
  NODE_ENV: z.string().default('development'),
  ...verifiedEmailSetting,
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).default('http://localhost:3000'),
  /** The storefront's address, `PUBLIC_URL` by default: links in mails start with it. */
  PUBLIC_WEB_URL: z.url({ protocol: /^https?$/ }).optional(),
  MAIL_SMTP_URL: z.url({ protocol: /^smtps?$/ }),
  /** The SMS gateway. If unset, no text message is sent. */
  SMS_GATEWAY_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** The gateway's key and its secret, separated by a colon. */
  SMS_GATEWAY_KEY: z
    .string()
    .regex(/^[^:\s]+:[^:\s]+$/)
    .optional(),
  /** The number that texts come from, registered at the gateway. */
  SMS_SENDER: z
    .string()
    .regex(/^[0-9]{8,12}$/)
    .optional(),
  /** Country codes that text messages are sent to, separated by commas: 82 is Korea. */
  TEXT_MESSAGE_COUNTRY_CODES: z
    .string()
    .regex(/^[1-9][0-9]{0,6}(,[1-9][0-9]{0,6})*$/)
    .default('82')
    .transform((codes) => codes.split(',')),
  MAIL_FROM: z.string().min(3).default('Concert Mania <tickets@concert-mania.example>'),
  /** The limit of notices per address or phone within 24 hours. */
  NOTICES_PER_ADDRESS_PER_DAY: count(100, { min: 1, max: 100_000 }),
  /** The limit of password-reset mails per account within 24 hours. */
  RESETS_PER_ACCOUNT_PER_DAY: count(5, { min: 1, max: 1_000 }),
  NOTICE_CONCURRENCY: count(10, { min: 1, max: 50 }),
});

/** Null if text messages are off. Throws if only a part of the gateway is set. */
export function smsGateway(
  config: Pick<z.infer<typeof notificationSettings>, 'SMS_GATEWAY_URL' | 'SMS_GATEWAY_KEY' | 'SMS_SENDER'>,
): SmsGateway | null {
  const { SMS_GATEWAY_URL: url, SMS_GATEWAY_KEY: key, SMS_SENDER: sender } = config;
  if (url === undefined) return null;
  if (key === undefined || sender === undefined) {
    throw new ConfigError('SMS_GATEWAY_URL needs SMS_GATEWAY_KEY and SMS_SENDER');
  }
  return { url, key, sender };
}

export const noticeTerms = (config: z.infer<typeof notificationSettings>): NoticeTerms => ({
  verifiedOnly: needsVerifiedEmail(config),
  mostPerDay: config.NOTICES_PER_ADDRESS_PER_DAY,
  // Without a gateway no country is served.
  textCountryCodes: smsGateway(config) === null ? null : config.TEXT_MESSAGE_COUNTRY_CODES,
  publicUrl: config.PUBLIC_WEB_URL ?? config.PUBLIC_URL,
});
