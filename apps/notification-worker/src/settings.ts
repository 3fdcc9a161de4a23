import type { NoticeTerms } from '@concert-mania/core/notifications/send-notice';
import {
  count,
  databaseSettings,
  needsVerifiedEmail,
  redisSettings,
  verifiedEmailSetting,
} from '@concert-mania/runtime/settings/config';
import { z } from 'zod';

export const notificationSettings = databaseSettings.extend(redisSettings.shape).extend({
  NODE_ENV: z.string().default('development'),
  ...verifiedEmailSetting,
  /** The storefront's address: links in mails start with it. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).default('http://localhost:3000'),
  MAIL_SMTP_URL: z.url({ protocol: /^smtps?$/ }),
  /** The carrier's address for text messages. If unset, they are only logged. */
  TEXT_MESSAGE_URL: z.url({ protocol: /^https?$/ }).optional(),
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
  NOTICE_CONCURRENCY: count(5, { min: 1, max: 50 }),
});

export const noticeTerms = (config: z.infer<typeof notificationSettings>): NoticeTerms => ({
  verifiedOnly: needsVerifiedEmail(config),
  mostPerDay: config.NOTICES_PER_ADDRESS_PER_DAY,
  textCountryCodes: config.TEXT_MESSAGE_COUNTRY_CODES,
  publicUrl: config.PUBLIC_URL,
});
