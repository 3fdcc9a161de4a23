import {
  NOTICE_LIFE_SECONDS,
  type NoticeLife,
  type ReservationTemplate,
} from '@concert-mania/core/notifications/model';
import { count, databaseSettings, port, redisSettings } from '@concert-mania/runtime/config';
import { z } from 'zod';

const MAX_LIFE_SECONDS = 90 * 24 * 3_600;
const life = (template: ReservationTemplate) =>
  count(NOTICE_LIFE_SECONDS[template], { min: 60, max: MAX_LIFE_SECONDS });

/** What the notification worker is told. In production there is no mailbox on the side, so a mail server must be named. */
export const notificationSettings = databaseSettings
  .extend(redisSettings.shape)
  .extend({
    NODE_ENV: z.string().default('development'),
    /** Unset: mails stay in this process and are shown at `MAIL_HOST:MAIL_PORT`. */
    MAIL_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
    MAIL_FROM: z.string().min(3).default('Concert Mania <tickets@concert-mania.example>'),
    MAIL_HOST: z.string().default('127.0.0.1'),
    MAIL_PORT: port(8025),
    /** The process is not ready once the oldest unread event is older. */
    UNREAD_EVENTS_SECONDS: count(10, { min: 1, max: 3_600 }),
    /** How long after the fact a notice is still sent. */
    NOTICE_CONFIRMED_SECONDS: life('reservation_confirmed'),
    NOTICE_CANCELLED_SECONDS: life('reservation_cancelled'),
    NOTICE_EXPIRED_SECONDS: life('hold_expired'),
    NOTICE_CONCURRENCY: count(5, { min: 1, max: 50 }),
  })
  .refine((settings) => settings.NODE_ENV !== 'production' || settings.MAIL_SMTP_URL !== undefined, {
    path: ['MAIL_SMTP_URL'],
    message: 'is required in production',
  });

export const noticeLife = (config: z.infer<typeof notificationSettings>): NoticeLife => ({
  reservation_confirmed: config.NOTICE_CONFIRMED_SECONDS,
  reservation_cancelled: config.NOTICE_CANCELLED_SECONDS,
  hold_expired: config.NOTICE_EXPIRED_SECONDS,
  late_money_refunded: config.NOTICE_CANCELLED_SECONDS,
});
